"""The way of working as data: versions, evidence, statements, progress, gates."""
