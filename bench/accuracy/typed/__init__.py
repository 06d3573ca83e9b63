"""Fields read under their types, and under other fields' types (`python -m bench typed`).

`types.json` says by kind of document and field what type it is of: forms alone, nothing that stands on a picture.
"""
