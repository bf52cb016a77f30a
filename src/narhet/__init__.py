"""narhet (nearness): travel times by road to the nearest service, and what changes when something opens or closes."""
