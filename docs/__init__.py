"""Documentation; `draw` makes its pictures."""
