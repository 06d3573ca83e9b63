"""Fetching what a caller's url names, without becoming the caller's hand inside our network."""
