"""The way this room's forms are shown and saved: that of every room, see `people.editing`."""

from servicepunkt.people.editing import Edited as Edited
from servicepunkt.people.editing import edit as edit
