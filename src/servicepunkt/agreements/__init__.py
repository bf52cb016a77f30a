"""Agreements needed and signed: parties, commitments, terms, signatures and how each commitment is kept."""
