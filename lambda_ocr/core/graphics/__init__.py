"""Fields that are not read as print: marks and what is there, measured against the template, and bars, decoded."""
