"""Who offers what today at a place: the baseline inventory, and every municipal area accounted for."""
