"""The same pictures, read side by side in one run by other readers."""
