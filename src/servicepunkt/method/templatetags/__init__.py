"""Template tags of the way of working."""
