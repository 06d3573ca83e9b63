"""Templates that are imported, updated, taught and rolled back until the process is killed, and what must be there."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import cv2
import numpy as np

from lambda_ocr.app.idempotency import id_of
from lambda_ocr.app.service import OcrService
from lambda_ocr.core.ports import Store
from lambda_ocr.documents.portable import packed
from lambda_ocr.documents.sources import NoS3, PictureSource
from lambda_ocr.local.sqlite_store import SqliteTemplateStore
from tests.support.fakes import ReaderThatSeesEverything
from tests.support.pictures import GREEN, RED, as_base64, card, encoded

OPERATIONS = ("import", "update", "teach", "rollback")
MOST_TEMPLATES = 30
Say = Callable[[str, str, str, int], None]
"""(`begun` or `done`, operation, template's id, version)."""


def service_over(store: Store) -> OcrService:
    """Reads colours: what is killed is the keeping, not the reading."""
    return OcrService(store, ReaderThatSeesEverything(), PictureSource(NoS3(), NoS3()), self_test=False)


class Life:
    """One change after another, each drawn by chance."""

    def __init__(self, service: OcrService, chance: random.Random, say: Say) -> None:
        self._service, self._chance, self._say = service, chance, say

    def step(self, operation: str = "") -> None:
        """One change; what is begun and what was acknowledged is said."""
        ids = self._asked("list")["template_id_list"]
        operation = operation or self._chance.choice(OPERATIONS)
        if not ids or (operation == "import" and len(ids) < MOST_TEMPLATES):
            self._import()
            return
        template_id = self._chance.choice(ids)
        newest = self._asked("get", template_id=template_id)["version"]
        members = self._members("update" if operation == "import" else operation, newest)
        if members is None:
            return
        self._say("begun", members["type"], template_id, newest + 1)
        answer = self._asked(template_id=template_id, **members)
        self._say("done", members["type"], template_id, answer["version"])

    def _import(self) -> None:
        key = f"{self._chance.random()}"
        manifest = {"template": [RED, GREEN], "variable": [], "rules": [], "name": key, "note": "", "taught": {}}
        file = base64.b64encode(packed(manifest, card())).decode("ascii")
        self._say("begun", "import", id_of(key), 1)
        self._asked("import", file=file, idempotency_key=key)
        self._say("done", "import", id_of(key), 1)

    def _members(self, operation: str, newest: int) -> dict[str, Any] | None:
        """Of the request; None where there is nothing to go back to."""
        chance = self._chance
        if operation == "rollback":
            return {"type": "rollback", "version": chance.randrange(1, newest)} if newest > 1 else None
        if operation == "teach":
            return {"type": "teach", "copies": [{"img": as_base64(_shade(chance))} for _ in range(2)]}
        x = chance.randrange(5, 60)
        moved = [[[x, 35], [x + 40, 35], [x + 40, 55], [x, 55]], f"field {chance.random()}"]
        other = {"img": as_base64(_shade(chance))} if chance.random() < 0.3 else {}
        return {"type": "update", "template": [moved, RED, GREEN][: chance.randrange(1, 4)], **other}

    def _asked(self, type: str = "", **members: Any) -> Any:
        response = self._service.handle({"type": type or members["type"], **members})
        if response.status != 200:
            raise AssertionError(response.body)
        return response.body


@dataclass
class Account:
    """What was acknowledged, and what a change that was killed may have made."""

    newest: dict[str, int] = field(default_factory=dict)
    open: tuple[str, str, int] | None = None
    """Operation, template and version of the change that was under way."""
    seen: dict[tuple[str, int], str] = field(default_factory=dict)
    """What each version was when it was looked at first: none ever changes."""
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Killed changes by operation, and whether they had happened."""

    def hear(self, word: str, operation: str, template_id: str, version: int) -> None:
        """A line of who makes the changes."""
        if word == "begun":
            self.open = (operation, template_id, version)
        else:
            self.newest[template_id], self.open = version, None

    def check(self, store: Store, thorough: bool = True) -> None:
        """All templates are there, and every version (where it is not `thorough`: those that are new) is whole, reads,
        and is what it was; raises AssertionError.
        """
        service = service_over(store)
        there = {each: store.head(each).version for each in store.list_ids()}
        self._settle(there)
        assert there == self.newest, (there, self.newest)
        for template_id, newest in there.items():
            every = range(1, newest + 1)
            asked = [version for version in every if thorough or (template_id, version) not in self.seen]
            if asked:  # listing what nothing was done to took half of the time
                assert [each.version for each in store.versions(template_id)] == list(reversed(every))
            for version in asked:
                self._check_version(service, template_id, version)

    def _settle(self, there: dict[str, int]) -> None:
        """The change that was killed happened, or it did not."""
        if self.open is None:
            return
        operation, template_id, version = self.open
        self.open = None
        happened = there.get(template_id, 0) == version
        self.outcomes[operation, "happened" if happened else "did not"] += 1
        if happened:
            self.newest[template_id] = version

    def _check_version(self, service: OcrService, template_id: str, version: int) -> None:
        named = {"template_id": template_id, "version": version}
        shown = service.handle({"type": "get", **named, "picture": "full"}).body
        read = service.handle({**named, "img": str(shown["img"]).partition(",")[2]}).body
        assert [each["key"] for each in read] == [each[1] for each in shown["template"]], (named, read)
        digest = hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()
        assert self.seen.setdefault((template_id, version), digest) == digest, named


def _shade(chance: random.Random) -> bytes:
    """A card of colours that no other has: another file."""
    pixels = cv2.imdecode(np.frombuffer(card(), np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    pixels[10:30, 10:50] = [chance.randrange(256) for _ in range(3)]
    pixels[:3, :3] = [chance.randrange(256) for _ in range(3)]
    return encoded(pixels)


def change_until_killed(home: Path, seed: str, out: int) -> NoReturn:
    """Change after change, each said on the file descriptor: what a killed process runs."""

    def say(*words: object) -> None:
        os.write(out, (" ".join(map(str, words)) + "\n").encode())

    life = Life(service_over(SqliteTemplateStore(home)), random.Random(int(seed)), say)
    while True:
        life.step()
