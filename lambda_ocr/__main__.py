"""`python -m lambda_ocr`: the command line."""

import sys

from lambda_ocr.entrypoints.cli import main

sys.exit(main())
