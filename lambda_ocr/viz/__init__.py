"""Pictures for people: what was found, and why."""
