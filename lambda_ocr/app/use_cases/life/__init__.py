"""The life of a template: it changes, is taught, is measured."""
