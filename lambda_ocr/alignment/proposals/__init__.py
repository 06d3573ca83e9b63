"""Hypotheses of where a template lies, from cheap to strong."""
