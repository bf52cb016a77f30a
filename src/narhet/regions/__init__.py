"""A road network in regions, for runs that outgrow one process or one machine; the answers are the same."""
