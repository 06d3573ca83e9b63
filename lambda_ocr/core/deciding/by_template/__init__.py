"""What the template itself says in a field decides, or doubts, what was read there."""
