"""The doors: home, URL map, permission table, error pages."""
