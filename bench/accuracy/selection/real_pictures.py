"""Which template a real picture is of, no template named: chosen, wrongly chosen, unknown.

Every kind of all folders is a template of one store, and every picture is asked of the service by `classify`. A kind
whose name begins with another's and "_" is the same paper (taken otherwise): either is right. Wrong pictures must be
unknown, unless --copies says that they are of another kind here.
"""

from __future__ import annotations

import argparse
import base64
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.accuracy.collection import Group, examples, real, scaled_fields, sendable
from bench.support.machine import this_machine
from bench.support.report import write_json
from bench.support.running import CannotMeasure, progress
from lambda_ocr.app.service import OcrService
from lambda_ocr.entrypoints.wiring import build_service
from lambda_ocr.settings import Settings

UNKNOWN = ""


@dataclass(frozen=True)
class Asked:
    """One picture: the kind that it is of, and the one that was chosen; both may be `UNKNOWN`."""

    kind: str
    picture: str
    chosen: str
    likeness: float
    candidates: Sequence[tuple[str, float]]
    seconds: float

    @property
    def is_right(self) -> bool:
        """Whether the paper is that of the template chosen, or of none where it is of none."""
        return self.chosen == self.kind or _are_one(self.chosen, self.kind)


def _are_one(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short != UNKNOWN and long.startswith(f"{short}_")


def run_real(options: argparse.Namespace) -> int:
    """Ask all pictures, then tell, also when stopped half way."""
    groups = [*(examples() if options.examples else ()), *(group for path in options.real for group in real(path))]
    copies = dict(each.split("=", 1) for each in options.copies)
    pictures = [*_pictures(groups, copies)]
    asked, stopped = list[Asked](), False
    print(this_machine())
    with tempfile.TemporaryDirectory() as home:
        service = build_service(Settings(home=home, threads=1))
        kinds = dict(_added(service, group) for group in progress(groups, len(groups), "template"))
        try:
            for kind, path in progress(pictures, len(pictures), "picture"):
                asked.append(_ask(service, kinds, kind, path))
        except KeyboardInterrupt:
            stopped = True
    print("\n".join(lines(asked)))
    write_json(options.json, {"machine": this_machine().as_json(), "asked": [vars(each) for each in asked]})
    return 130 if stopped else 0


def _pictures(groups: Sequence[Group], copies: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
    """Each with its kind."""
    for group in groups:
        yield from ((group.name, path) for path in group.queries)
    for path in dict.fromkeys(path for group in groups for path in group.wrong):
        yield copies.get(path.name, UNKNOWN), path


def _added(service: OcrService, group: Group) -> tuple[str, str]:
    """Id and name of a template of the store."""
    sent = sendable(group.template)
    fields = scaled_fields(group.fields, sent.factor)
    answer = service.handle({"type": "add", "img": base64.b64encode(sent.data).decode(), "template": fields})
    if "template_id" not in answer.body:
        raise CannotMeasure(f"{group.name}: {answer.body}")
    return str(answer.body["template_id"]), group.name


def _ask(service: OcrService, kinds: Mapping[str, str], kind: str, path: Path) -> Asked:
    begun = time.process_time()
    file = base64.b64encode(sendable(path).data).decode()
    [told] = service.handle({"type": "classify", "file": file}).body["classes"]
    candidates = [(kinds[each["template_id"]], each["likeness"]) for each in told["candidates"]]
    chosen = kinds.get(told["template_id"] or "", UNKNOWN)
    seconds = time.process_time() - begun
    return Asked(kind, f"{path.parent.name}/{path.name}", chosen, told.get("likeness") or 0.0, candidates, seconds)


def lines(asked: Sequence[Asked]) -> Iterator[str]:
    """Sums, and every picture that was told wrongly."""
    true, strange = [e for e in asked if e.kind != UNKNOWN], [e for e in asked if e.kind == UNKNOWN]
    for name, some, word in (("of a template", true, "chosen right"), ("of none", strange, "kept unknown")):
        right, times = sum(each.is_right for each in some), [each.seconds for each in some] or [0.0]
        yield (
            f"{len(some)} pictures {name}: {right} {word} ({right / max(1, len(some)):.1%}), "
            f"{np.median(times):.2f} processor seconds in the median, {np.quantile(times, 0.9):.2f} at the ninth decile"
        )
    for each in asked:
        if not each.is_right:
            others = ", ".join(f"{name} {share:.2f}" for name, share in each.candidates)
            yield (
                f"  {each.picture} of {each.kind or 'none'}: {each.chosen or 'unknown'} ({each.likeness:.2f}; {others})"
            )
