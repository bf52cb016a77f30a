"""Frozen versions: what was decided, with what it rested on."""
