"""Tables: rows found by a first row's columns repeating downwards, and their cells, read as fields are."""
