"""A child process that adds and deletes templates until it is killed: `python -m tests.support.store_churn HOME FIRST`.

What the store has acknowledged is printed, one line each, so that the parent knows what must be there afterwards.
"""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from lambda_ocr.local.sqlite_store import SqliteTemplateStore
from tests.support.store_contract import make_template, template_id


def main(home: str, first: str) -> None:
    """Add template after template; delete every third one again."""
    store = SqliteTemplateStore(Path(home))
    for number in count(int(first)):
        print("adding", number, flush=True)
        store.add(make_template(number))
        print("added", number, flush=True)
        store.save_derived(template_id(number), "v1", number.to_bytes(4, "big"))
        if number % 3 == 0:
            print("deleting", number, flush=True)
            store.delete([template_id(number)])
            print("deleted", number, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
