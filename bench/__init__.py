"""Measuring, never testing: the service on real and drawn pictures, other readers beside it in the same run."""
