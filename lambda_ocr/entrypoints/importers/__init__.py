"""Templates from other tools: what their files say of a picture and the boxes on it, as a request for `add`.

Rule: a format is one module with `is_one` and `found`; it reads what the tool documents, runs nothing, and tells of
everything that it does not take over.
"""
