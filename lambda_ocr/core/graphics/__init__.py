"""Fields that are not read as print, measured against the template: marks, and whether something is there."""
