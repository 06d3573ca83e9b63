"""Which of many templates are worth aligning with a page."""
