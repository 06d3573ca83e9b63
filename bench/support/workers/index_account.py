"""An emulated account with so many templates in its table and its index, until it is ended. Run by `index.py`.

usage: python -m bench.support.workers.index_account TEMPLATES
"""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

from moto.server import ThreadedMotoServer

from bench.performance.index import made_up
from lambda_ocr.alignment.selection.entry import short_length
from lambda_ocr.aws.index_segments import PREFIX, SegmentedIndexEntries
from lambda_ocr.aws.store.write_ahead_log import TEMPLATE
from lambda_ocr.entrypoints.wiring import build_service
from lambda_ocr.settings import Settings
from tests.support.aws_world import BUCKET, REGION, TABLE, aws_world


def main(templates: int) -> None:
    """Fill it, say where it is, and wait for the end of our input."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with aws_world() as client:
        filled(client, templates)
        server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        listed = client("s3").list_objects_v2(Bucket=BUCKET, Prefix=PREFIX)["Contents"]
        environment = {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing",
            "CUSTOM_OCR_STORE": "aws", "CUSTOM_OCR_TABLE": TABLE, "CUSTOM_OCR_BUCKET": BUCKET,
        }  # fmt: skip
        told = {"segments": len(listed) - 1, "bytes": sum(each["Size"] for each in listed)}
        print(json.dumps({"environment": environment, **told}), flush=True)
        sys.stdin.read()


def filled(client: Any, templates: int) -> None:
    """An item of each, and its entry, one added after the other."""
    service = build_service(Settings())
    refs = list[Any]()
    entries = SegmentedIndexEntries(BUCKET, client("s3"), lambda: refs, short_length)
    for ref, entry in made_up(templates):
        item = {
            **{"pk": TEMPLATE, "sk": ref.template_id, "version": "1", "created": "2026-11-27T00:00:00Z"},
            **{"added": f"{len(refs):020d}", "folder": "f" * 32, "derived": "d" * 32},
        }
        client("dynamodb").put_item(TableName=TABLE, Item={name: {"S": value} for name, value in item.items()})
        refs.append(ref)
        entries.save({ref: entry}, service._resources.keeping._fingerprint)


if __name__ == "__main__":
    main(int(sys.argv[1]))
