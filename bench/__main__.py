"""One entry to all benches: `python -m bench` lists them by what they guard, `python -m bench NAME …` runs one."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

BENCHES: dict[str, dict[str, str]] = {
    "accuracy": {
        "realset": "fields read, pictures refused and time a client waits, on real pictures through the real server",
        "typed": "fields read with their types: put right, flagged, spoiled; and crops under another field's type",
        "tables": "rows and cells of tables on real pictures: right, wrong, missed, made up",
        "marked": "which bubbles and boxes of real answer sheets are marked",
        "presence": "whether something was added to fields of real forms: over print, blank, filled",
        "selection": "which of 100 to 10,000 drawn templates a page is of: recall, choice, unknown, time, size",
        "glass": "2 to 9 receipts on one picture, drawn or real: how many are found, how many fields read",
        "teach": "what three further copies bring: refusals and values before and after, on the copies left out",
        "unseen": "the same with kinds of paper left out of every fit, and a page of every miss with its cause",
        "papers": "draws families of paper with look-alikes, as a folder of pictures with truth",
        "stress": "drawn documents under one strain at a time",
        "calibration": "whether a score means what it says",
        "margins": "how much room a field wants around its text",
        "sensitivity": "what hangs on each tunable of the aligner, at 0.8 and at 1.25 times its value",
        "ledger": "writes the table of tunables into docs/tuning.md",
    },
    "performance": {
        "latency": "one warm query by steps, beside other readers and the floor",
        "profile": "where the processor time of one warm query goes, function by function",
        "constraints": "what the search for the likeliest value of a type costs, by a pattern and by 100,000 entries",
        "cold": "process start to first answer, and the most memory",
        "index": "what a function takes, started, until its index knows all templates, by part (emulated account)",
        "load": "the server under concurrent clients",
        "crowd": "throughput and waiting as more and more clients ask at once",
        "batch": "a folder read by all processors and killed at random: each file once; files a second beside HTTP",
        "shares": "where the processor seconds of a batch go, what is left to save; pages a second beside RapidOCR",
        "emulated": "300 cards and poison as a batch in the emulated AWS account: each once, nothing left by destroy",
        "options": "each choice of a deployment taken and left in the emulated account: what it brings, nothing left",
        "long_file": "a pdf of 200 mixed pages, killed and taken up again; pages a second beside whole-page readers",
        "kills": "templates changed by processes that are killed: nothing half, nothing lost, on both stores",
        "cost": "dollars for 1,000 documents",
        "adversary": "looks for the dearest request there is",
        "hostile": "the server against bodies and bytes made to hurt it",
        "attacked_pictures": "damaged pictures in a bounded decoder",
        "documents": "what the largest admissible file of each format costs to decode",
        "runtimes": "runtimes and variants of the networks compared",
        "console": "first load and frames of the console",
    },
    "training": {
        "training": "moves the recogniser's weights a little, on drawn lines in a poor state (needs PyTorch)",
    },
    "peers": {
        "peers": "RapidOCR, PaddleOCR, Tesseract and the predecessor's method on the same pictures, in one run",
    },
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench named, with the rest of the arguments as its own."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0] in ("-h", "--help"):
        print(listed())
        return 0
    name, *rest = given
    found = {each: folder for folder, benches in BENCHES.items() for each in benches}
    if name not in found:
        print(f"there is no bench {name!r}: say one of {', '.join(found)}", file=sys.stderr)
        return 2
    return int(import_module(module_of(found[name], name)).main(rest) or 0)


def module_of(folder: str, name: str) -> str:
    """Where a bench's `main` is."""
    if folder == name:
        return f"bench.{name}.__main__"
    within = f"bench.{folder}.{name}"
    return f"{within}.__main__" if name in ("marked", "papers", "selection", "typed", "unseen") else within


def listed() -> str:
    """All benches, by what they guard."""
    width = max(len(name) for benches in BENCHES.values() for name in benches)
    lines = ["usage: python -m bench NAME [options]; python -m bench NAME --help says which", ""]
    for folder, benches in BENCHES.items():
        lines += [f"{folder}:", *(f"  {name:<{width}}  {what}" for name, what in benches.items()), ""]
    return "\n".join(lines).rstrip()


if __name__ == "__main__":
    sys.exit(main())
