"""Measuring narhet beside its peers: a made country of any size, and answers compared before any time counts."""
