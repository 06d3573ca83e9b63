"""Draws families of paper that nobody has tuned for: `python -m bench papers OUT_FOLDER`.

Rule: every word and number is made up, and a picture comes from its seed, family and place in it alone.
"""
