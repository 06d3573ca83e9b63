"""Example documents, their templates and what must be read from them."""
