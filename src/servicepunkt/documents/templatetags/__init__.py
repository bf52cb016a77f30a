"""Template tags of the room `documents`."""
