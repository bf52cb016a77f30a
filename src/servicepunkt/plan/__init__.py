"""The project plan: chapters, offering, opening hours, staffing, safety, confidentiality, operating form, budget."""
