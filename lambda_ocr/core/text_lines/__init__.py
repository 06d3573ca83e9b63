"""Finding lines of text in fields: where they stand, whose they are, how high."""
