"""Choosing among thousands of templates: layouts drawn in families of sisters, and pages of them among strangers.

Rule: nothing here is of a template that anybody has; words are put together by dice.
"""
