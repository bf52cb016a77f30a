"""The budget's engine: pure functions over small frozen records. No database, no pages, no words; money in whole öre."""
