"""Whether values are read right, pictures refused rightly, and scores mean what they say."""
