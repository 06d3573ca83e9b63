"""The second engine: PaddleOCR's official API behind our ports."""
