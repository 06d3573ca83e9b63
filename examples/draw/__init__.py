"""Draws the example documents: every page, name and number in `examples/` is made up here.

Rule: a picture comes from its seed alone; the same fonts and library versions give the same pixels.
"""
