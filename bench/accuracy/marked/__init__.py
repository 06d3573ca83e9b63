"""Marks on real answer sheets (`python -m bench marked`).

`places.json` says by kind of document where rows of places lie on its template, and by picture which of them somebody
marked, as an eye sees them: nothing else that stands on a picture.
"""
