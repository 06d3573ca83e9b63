"""What is ink, whose, and how much of it no line explains."""
