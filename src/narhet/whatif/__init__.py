"""What if: facilities opened, moved and closed, roads closed and slowed, with exact figures after every edit.

`reduced` leaves of the roads what edits need, `repair` changes only what an edit touches, `sweep` bounds the worst
case, `facilities` says where labels start, `edits` is the journal, and `whatif` is the class that people use.
"""
