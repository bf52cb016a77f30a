"""Benchmarks on a national data set: `python -m bench`. What is measured and how stands in docs/benchmarks.md."""
