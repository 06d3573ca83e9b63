"""The Lambda's handler, and every kind of event it answers."""
