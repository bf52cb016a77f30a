"""The budget's engine: pure functions over small frozen records. No database, pages or words; money in whole öre."""
