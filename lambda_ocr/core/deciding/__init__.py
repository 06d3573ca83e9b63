"""From what was read of a field to the value that its type makes of it."""
