"""Persons, organisations, bodies with seats, accounts, and the rights that follow from seats."""
