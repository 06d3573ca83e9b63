"""The outside by other ways than AWS's: one folder a protocol."""
