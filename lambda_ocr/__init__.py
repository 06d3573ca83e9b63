"""Custom OCR: named fields read off photographs of known documents."""

__version__ = "0.1.0"
