"""Sheets of facts: declared once, and form, list, page, conflict, Excel file and its preview come from that.

A room that has sheets gathers them in a *book* (`books.py`); which sheets there are is the room's own affair.
"""
