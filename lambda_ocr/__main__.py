"""`python -m lambda_ocr`: the command line."""

import sys

from lambda_ocr.entrypoints.cli.main import main

sys.exit(main())
