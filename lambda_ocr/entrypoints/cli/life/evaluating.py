"""`evaluate`: a folder of pictures with their right values is read, and said how well; the misses on a page, as crops.

Rule: pictures are asked for one by one, so that a folder may hold any number; the sums are the service's own.
"""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lambda_ocr.entrypoints.cli.asking import asker, chosen_settings
from lambda_ocr.entrypoints.cli.calling import Answer, Ask, UsageProblem
from lambda_ocr.entrypoints.cli.life.labelled import Labelled, labelled
from lambda_ocr.entrypoints.cli.pictures_given import CannotBeSent, picture_members
from lambda_ocr.entrypoints.cli.printing import table, visible

OF_ONE_PICTURE = ("picture_too_large", "invalid_picture", "unsupported_picture", "url_unreachable", "url_timeout")
"""Refusals that say something of one picture alone."""


@dataclass(frozen=True)
class Compared:
    """A picture, and its entry among the answer's `copies`."""

    picture: str
    copy: dict[str, Any]


def evaluate(options: Namespace) -> int:
    """Print the sums, write what was asked for; the exit status. Ctrl-C tells of what was read until then."""
    settings = chosen_settings()
    known = [one for one in labelled(options.pictures, options.values) if one.values]
    if not known:
        raise UsageProblem("no right values are known: lay a values.csv into the folder, or name one with --values")
    asking = _Asking(
        asker(options, settings), options.template_id, options.template_version, settings.max_picture_bytes
    )
    done = list[Compared]()
    try:
        for one in _with_progress(asking.each(known), len(known)):
            done.append(one)
    except _Refused as refusal:
        print(f"custom-ocr: refused: {refusal.answer.code}\n{refusal.answer.message}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"custom-ocr: stopped after {len(done)} of {len(known)} pictures", file=sys.stderr)
    if done:
        _tell(options, asking.version, done)
    return 0 if len(done) == len(known) else 130


class _Refused(Exception):
    """The service refuses for a reason that concerns every picture."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.code)
        self.answer = answer


@dataclass
class _Asking:
    """Asks for one picture after the other."""

    ask: Ask
    template_id: str
    version: int | None
    max_bytes: int

    def each(self, known: Sequence[Labelled]) -> Iterator[Compared]:
        """Every picture compared; raises `_Refused`."""
        for one in known:
            yield Compared(one.picture, self._compared(one))

    def _compared(self, one: Labelled) -> dict[str, Any]:
        try:
            members = picture_members(one.picture, self.max_bytes)
        except CannotBeSent as error:
            return _lost(one, error.code, str(error))
        except OSError as error:
            return _lost(one, "unreadable", str(error))
        asked: dict[str, Any] = {"type": "evaluate", "template_id": self.template_id}
        asked |= {"version": self.version} if self.version else {}
        answer = self.ask({**asked, "copies": [{**members, "values": dict(one.values)}]})
        if not answer.ok:
            if answer.code in OF_ONE_PICTURE:
                return _lost(one, answer.code, answer.message)
            raise _Refused(answer)
        self.version = answer.body[
            "version"
        ]  # all are read with one, also when somebody changes the template meanwhile
        copy: dict[str, Any] = answer.body["copies"][0]
        return copy


def _lost(one: Labelled, code: str, message: str) -> dict[str, Any]:
    """The entry of a picture that was not read."""
    unread = {"value": None, "score": 0.0, "status": None, "right": False, "position": None}
    fields = [{"key": key, "truth": truth, **unread} for key, truth in one.values.items()]
    return {"refused": code, "message": message, "fields": fields}


def _with_progress(done: Iterator[Compared], count: int) -> Iterator[Compared]:
    from tqdm import tqdm

    return iter(tqdm(done, total=count, unit="picture", file=sys.stderr, disable=None, leave=False))


def _tell(options: Namespace, version: int | None, done: Sequence[Compared]) -> None:
    from lambda_ocr.wire.life.comparing import sums_over

    copies = [one.copy for one in done]
    body = {"template_id": options.template_id, "version": version, **sums_over(copies)}
    print(summary(body))
    if options.json:
        named = [{"picture": one.picture, **one.copy} for one in done]
        _write(options.json, json.dumps({**body, "copies": named}, ensure_ascii=False, indent=1) + "\n")
    if options.report:
        from lambda_ocr.entrypoints.cli.life.report_page import page

        _write(options.report, page(body, done, chosen_settings()))


def _write(path: str, text: str) -> None:
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageProblem(f"{path} cannot be written: {error.strerror}") from None


def summary(body: dict[str, Any]) -> str:
    """The sums for the terminal."""
    total = body["total"]
    every = sum(total.values())
    head = (
        f"{body['pictures']} pictures, {body['refused']} refused; "
        f"{total['right']} of {every} fields right ({_percent(total['right'] / max(every, 1))})"
    )
    fields = [[visible(one["key"]), *_counts(one)] for one in body["by_field"]]
    bands = [[f"{one['low']:g} and more", *_counts(one)[:2]] for one in body["reliability"]]
    risks = [
        [f"{one['score']:g}", _percent(one["taken"]), _percent(one["wrong"])] for one in body["risk"] if one["taken"]
    ]
    return "\n".join(
        (
            head,
            "",
            table(["field", "right", "wrong", "not read"], fields),
            table(["score", "right", "wrong"], bands),
            table(["accept from", "without a look", "of them wrong"], risks),
        )
    )


def _counts(tally: dict[str, Any]) -> list[str]:
    return [str(tally[name]) for name in ("right", "wrong", "refused")]


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
