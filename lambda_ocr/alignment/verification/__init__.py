"""Hypotheses held against the print, refined, and made to follow paper that bends, folds or flowed."""
