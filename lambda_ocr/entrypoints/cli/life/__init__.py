"""The commands of a template's life: changed, taught, measured, moved."""
