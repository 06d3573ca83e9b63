"""The command line, `custom-ocr`."""
