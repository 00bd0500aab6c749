"""From files to an index: reading, cleaning, tagging and writing articles."""
