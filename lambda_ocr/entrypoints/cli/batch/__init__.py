"""The command `batch`: a folder of any size read by all processors, killed at any moment and taken up again."""
