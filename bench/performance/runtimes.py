"""The runtimes and variants of the networks compared: latency in one run, accuracy, start, memory, size.

`python -m lambda_ocr.engines.quantise out/quantised PICTURES` makes the 8-bit variants first. Latency is paired: in
every round each network runs once on the same batch, one after the other. Each variant then starts in a process of its
own and reads all pictures there. Wall clock times of a busy machine are too long; processor time suffers less.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

from bench.accuracy.collection import EXAMPLES, LIMITS, Group, examples, real, scaled_fields, sendable
from bench.accuracy.scoring import is_right
from bench.support.machine import this_machine
from bench.support.numbers import markdown, median
from bench.support.report import ROOT, write_json, write_section
from bench.support.running import CannotMeasure, parser, progress, status_of
from lambda_ocr.core.errors import TemplateMismatch
from lambda_ocr.core.geometry import quad
from lambda_ocr.core.model import Field, Image, Template
from lambda_ocr.core.ports import DocumentReader
from lambda_ocr.documents.formats import load_document
from lambda_ocr.engines import EngineChoice, build_engine
from lambda_ocr.engines.detector import PaddleLineDetector
from lambda_ocr.engines.models.ppocrv6_small import DETECTOR, RECOGNIZER
from lambda_ocr.engines.recognizer import PaddleLineRecognizer
from lambda_ocr.entrypoints.wiring import compose_reader

DOCS = ROOT / "docs" / "engines.md"
QUANTISED = ROOT / "out" / "quantised"
BATCHES = {
    "1 line": (RECOGNIZER.name, (1, 3, 48, 320)),
    "8 lines": (RECOGNIZER.name, (8, 3, 48, 320)),
    "detector 640×320": (DETECTOR.name, (1, 3, 320, 640)),
    "detector 960×704": (DETECTOR.name, (1, 3, 704, 960)),
}


@dataclass(frozen=True)
class Variant:
    """One way to run the networks, and the packages it needs."""

    choice: EngineChoice
    packages: tuple[str, ...]


def variants(quantised: Path) -> dict[str, Variant]:
    """All that can run here, ONNX Runtime f32 first: the others are given as shares of it."""
    found = {"ONNX Runtime f32": Variant(EngineChoice(), ("onnxruntime",))}
    if (quantised / "dynamic").is_dir():
        found["ONNX Runtime int8 dynamic"] = Variant(EngineChoice(models=str(quantised / "dynamic")), ("onnxruntime",))
    if (quantised / "static").is_dir():
        found["ONNX Runtime int8 static"] = Variant(EngineChoice(models=str(quantised / "static")), ("onnxruntime",))
    if find_spec("openvino"):
        found["OpenVINO f32"] = Variant(EngineChoice("openvino"), ("openvino",))
        found["OpenVINO bf16"] = Variant(EngineChoice("openvino", precision="bf16"), ("openvino",))
        if (quantised / "static").is_dir():
            choice = EngineChoice("openvino", models=str(quantised / "static"))
            found["OpenVINO int8 static"] = Variant(choice, ("openvino",))
    if find_spec("paddleocr"):
        packages = ("onnxruntime", "paddleocr", "paddlex", "paddle", "modelscope", "pandas", "PIL")
        found["PaddleOCR, shipped weights"] = Variant(EngineChoice("paddle"), packages)
    return found


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    made = parser("runtimes", __doc__ or "")
    made.add_argument("folder", type=Path, nargs="?", metavar="FOLDER", help="real pictures with truth")
    made.add_argument("--group", action="append", default=[], metavar="NAME", help="only this group (repeatable)")
    made.add_argument("--quantised", type=Path, default=QUANTISED, metavar="FOLDER", help="%(default)s")
    made.add_argument("--only", action="append", default=[], metavar="VARIANT", help="only this variant (repeatable)")
    made.add_argument("--rounds", type=int, default=30, help="rounds of the paired latency (%(default)s)")
    made.add_argument("--threads", type=int, default=1, help="%(default)s")
    made.add_argument("--docs", action="store_true", help="write the tables into docs/engines.md")
    made.add_argument("--one", metavar="VARIANT", help=argparse.SUPPRESS)
    options = made.parse_args(arguments)
    if options.one:
        print(json.dumps(_start_and_read(options)))
        return 0
    return status_of(lambda: run(options))


def run(options: argparse.Namespace) -> int:
    """Measure everything and print it."""
    machine, chosen = this_machine(), variants(options.quantised)
    unknown = set(options.only) - set(chosen)
    if unknown:
        raise CannotMeasure(f"no such variant here: {', '.join(unknown)}; there are {', '.join(chosen)}")
    chosen = {name: variant for name, variant in chosen.items() if not options.only or name in options.only}
    paired = latency(chosen, options.rounds, options.threads)
    started = {name: _in_a_process(options, name) for name in progress(chosen, len(chosen), "variant")}
    text = f"Measured on {machine}; {options.threads} thread(s), {options.rounds} rounds.\n\n" + _tables(
        chosen, paired, started
    )
    print(text)
    if options.docs:
        write_section(f"runtimes-{options.threads}", text, DOCS)
    write_json(options.json, {"machine": machine.as_json(), "latency": paired, "processes": started})
    return 0


Timing = dict[str, list[float]]


def latency(chosen: dict[str, Variant], rounds: int, threads: int) -> dict[str, dict[str, Timing]]:
    """Wall clock and processor seconds of every batch on every variant's networks, interleaved round by round."""
    networks = {
        name: _networks(variant, threads) for name, variant in chosen.items() if variant.choice.engine != "paddle"
    }
    taken: dict[str, dict[str, Timing]] = {}
    for label, (network, shape) in BATCHES.items():
        batch = _text_like(shape)
        taken[label] = {name: {"wall": [], "processor": []} for name in networks}
        for _ in range(rounds + 1):
            for name, mine in networks.items():
                wall, processor = _timed(lambda: mine[network](batch))  # noqa: B023 - called at once
                taken[label][name]["wall"].append(wall)
                taken[label][name]["processor"].append(processor)
        for timing in taken[label].values():
            del timing["wall"][0], timing["processor"][0]
    return taken


def _networks(variant: Variant, threads: int) -> dict[str, Callable[[Any], Any]]:
    finder, reader = build_engine(threads, variant.choice)
    assert isinstance(finder, PaddleLineDetector) and isinstance(reader, PaddleLineRecognizer)
    return {DETECTOR.name: finder._network, RECOGNIZER.name: reader._network}


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    wall, processor = perf_counter(), process_time()
    work()
    return perf_counter() - wall, process_time() - processor


def _text_like(shape: tuple[int, ...]) -> Any:
    """A batch cut from a drawn page, so that values are those of print."""
    page = _decoded((EXAMPLES / "form" / "template.png").read_bytes()).astype(np.float32) / 127.5 - 1
    count, _, height, width = shape
    cuts = [page[40 * i : 40 * i + height, 60 : 60 + width].transpose(2, 0, 1) for i in range(count)]
    return np.ascontiguousarray(np.stack(cuts))


def _decoded(data: bytes) -> Image:
    return load_document(data, LIMITS).first.pixels


def _in_a_process(options: argparse.Namespace, name: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.performance.runtimes", "--one", name, "--threads", str(options.threads)]
    command += ["--quantised", str(options.quantised), *(["--group=" + group for group in options.group])]
    command += [str(options.folder)] if options.folder else []
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotMeasure(f"{name} stopped: {done.stderr[-2000:]}")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _start_and_read(options: argparse.Namespace) -> dict[str, Any]:
    """What one process needs to build and to read a first picture, and what it then reads right."""
    (first,) = examples(["form"])
    choice = variants(options.quantised)[options.one].choice
    wall, processor = perf_counter(), process_time()
    reader = compose_reader(options.threads, choice)
    built = perf_counter() - wall, process_time() - processor
    right_of(reader, Group(first.name, first.template, first.fields, dict([next(iter(first.queries.items()))])))
    peak = _peak_mb()
    drawn = [right_of(reader, group) for group in examples()]
    photographed = [right_of(reader, group) for group in real(options.folder, options.group)] if options.folder else []
    return {"build": built, "peak_mb": peak, "examples": _sum(drawn), "real": _sum(photographed)}


def _peak_mb() -> float:
    """Most memory this process ever held. Not `ru_maxrss`, which a child takes over from who started it."""
    (told,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(told) / 1024


def _sum(pairs: list[tuple[int, int]]) -> tuple[int, int]:
    return sum(right for right, _ in pairs), sum(truths for _, truths in pairs)


def right_of(reader: DocumentReader, group: Group) -> tuple[int, int]:
    """Fields read right of fields with truth."""
    sent = sendable(group.template)
    fields = tuple(Field(name, quad(corners)) for corners, name in scaled_fields(group.fields, sent.factor))
    template = Template("bench", fields, sent.data, "2026-01-01T00:00:00Z")
    prepared = reader.prepare(template, reader.describe(_decoded(sent.data), fields))
    right = 0
    for picture, truth in group.queries.items():
        try:
            read = {field.name: field.value for field in reader.read(prepared, _decoded(sendable(picture).data)).fields}
        except TemplateMismatch:
            continue
        right += sum(is_right(read[name], text) for name, text in truth.items())
    return right, sum(len(truth) for truth in group.queries.values())


def _tables(chosen: dict[str, Variant], paired: dict[str, dict[str, Timing]], started: dict[str, Any]) -> str:
    first = next(iter(chosen))
    speed = []
    for name in next(iter(paired.values())):
        row = [name]
        for timings in paired.values():
            mine, base = timings[name], timings[first]
            share = median([a / b for a, b in zip(mine["processor"], base["processor"], strict=True)])
            fast = f"{1000 * min(mine['wall']):.1f}, {1000 * median(mine['processor']):.1f} ms"
            row.append(f"{fast} ({share:.2f}×)")
        speed.append(row)
    rest = [
        [
            name,
            f"{told['build'][1]:.2f} s",
            f"{told['peak_mb']:.0f} MB",
            f"{_size(chosen[name]):.0f} MB",
            *(f"{right} / {truths}" if truths else "–" for right, truths in (told["examples"], told["real"])),
        ]
        for name, told in started.items()
    ]
    head = ["variant", "build, processor", "peak after one picture", "packages", "examples", "real pictures"]
    return (
        "Best wall clock, median processor time (and its median share of the first row's, round by round):\n\n"
        f"{markdown(['networks', *paired], speed)}\n{markdown(head, rest)}"
    )


def _size(variant: Variant) -> float:
    """Megabytes of the packages that the variant needs and the light runtime's others do not."""
    found = [spec.submodule_search_locations for spec in map(find_spec, variant.packages) if spec]
    files = [path for places in found for place in places or () for path in Path(place).rglob("*") if path.is_file()]
    return sum(path.stat().st_size for path in files) / 1e6


if __name__ == "__main__":
    sys.exit(main())
