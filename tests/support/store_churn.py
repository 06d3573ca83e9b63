"""A child process that adds, changes and deletes templates until it is killed.

`python -m tests.support.store_churn HOME FIRST`

What the store has acknowledged is printed, one line each, so that the parent knows what must be there afterwards.
"""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from lambda_ocr.core.model import Template
from lambda_ocr.local.sqlite_store import SqliteTemplateStore
from tests.support.store_contract import make_template, make_version, template_id


def changed(number: int, version: int) -> Template:
    """A later version; the third has a picture of its own."""
    return make_version(number, version, b"another picture" * 300 if version == 3 else None)


def main(home: str, first: str) -> None:
    """Add template after template; change every second one twice; delete every third one again."""
    store = SqliteTemplateStore(Path(home))
    for number in count(int(first)):
        print("adding", number, flush=True)
        store.create(make_template(number))
        print("added", number, flush=True)
        store.save_artifact(make_template(number).ref, "v1", number.to_bytes(4, "big"))
        for version in (2, 3) if number % 2 else ():
            print("publishing", number, flush=True)
            store.publish(changed(number, version))
            print("published", number, flush=True)
        if number % 3 == 0:
            print("deleting", number, flush=True)
            store.delete([template_id(number)])
            print("deleted", number, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
