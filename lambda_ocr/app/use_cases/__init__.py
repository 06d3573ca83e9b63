"""What a request of each type does, one module a type."""
