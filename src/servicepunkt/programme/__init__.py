"""Programmes and their places, meetings, reports due and money."""
