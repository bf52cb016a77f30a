"""Servicepunkt: the platform that carries the way of working from first meeting to fifth year of operation."""

__version__ = "0.1.0"
