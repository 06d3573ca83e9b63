"""One module a format; `lambda_ocr.documents.formats` lists them."""
