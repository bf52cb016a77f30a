"""Counties, municipalities, places, the areas that gather them, and their population."""
