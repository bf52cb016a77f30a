"""Words of no domain: clock, money, journal, files, duties, backup."""
