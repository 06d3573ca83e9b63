"""`python -m lambda_ocr`: the command line."""

import sys

from lambda_ocr.entrypoints.cli.main import main

if __name__ == "__main__":  # not in the processes of a batch, which import this anew
    sys.exit(main())
