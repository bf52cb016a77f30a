"""Measuring narhet beside its peers: a made country of any size, the jobs of a planner, equal answers before any time."""
