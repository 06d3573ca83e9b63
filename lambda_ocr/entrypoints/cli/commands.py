"""What each command does: options in, exit status out. Raises `UsageProblem` for what only the user can mend."""

from __future__ import annotations

import logging
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lambda_ocr.entrypoints.cli.asking import asker, chosen_settings, print_or_refuse
from lambda_ocr.entrypoints.cli.calling import Ask, UsageProblem
from lambda_ocr.entrypoints.cli.pictures_given import expand, picture_asked
from lambda_ocr.settings import Settings

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from lambda_ocr.entrypoints.cli.querying import Outcome, Query


LIST_PAGE = 1000
"""Ids asked for at once where there are too many for one answer: the most there may be."""

LABEL_STUDIO = "label-studio"


def serve(options: Namespace) -> int:
    """Serve until a signal."""
    from lambda_ocr.entrypoints.http.connections import ConnectionLimits
    from lambda_ocr.entrypoints.http.serving import AddressTaken
    from lambda_ocr.entrypoints.http.serving import serve as run

    settings = chosen_settings()
    connections = ConnectionLimits(settings.max_connections, settings.max_connections_per_address)

    def build() -> Starlette:
        from lambda_ocr.entrypoints.wiring import build_app

        print("loading the models …", file=sys.stderr, flush=True)
        _have_engines_speak()
        try:
            return build_app(settings, options.parallel, options.host)
        except ValueError as error:
            raise UsageProblem(str(error)) from None

    try:
        run(build, options.host, options.port, connections, options.log_level)
    except AddressTaken as error:
        raise UsageProblem(str(error)) from None
    return 0


def _have_engines_speak() -> None:
    """Which network runs on what is said at start whatever the log level: a GPU that idles would go unnoticed."""
    speaking = logging.StreamHandler(sys.stderr)
    speaking.setFormatter(logging.Formatter("  %(message)s"))
    engines = logging.getLogger("lambda_ocr.engines")
    engines.addHandler(speaking)
    engines.setLevel(logging.INFO)
    engines.propagate = False


def add(options: Namespace) -> int:
    """Register a template and print its id; what its self-test found goes to stderr."""
    from lambda_ocr.entrypoints.cli.printing import self_test_text
    from lambda_ocr.entrypoints.cli.template_file import read_members

    settings = chosen_settings()
    members = read_members(options.template)
    asked = {"type": "add", **members, **picture_asked(options.picture, settings.max_picture_bytes)}
    answer = asker(options, settings)({**asked, "detail": True} if options.check else asked)
    if options.check and answer.ok:
        print(self_test_text(answer.body), end="", file=sys.stderr)
    return print_or_refuse(answer, lambda body: [body["template_id"]])


def delete(options: Namespace) -> int:
    """Forget templates and print their ids."""
    ids = options.template_ids
    answer = asker(options, chosen_settings(), reads=False)({"type": "del", "template_id": ids})
    return print_or_refuse(answer, lambda body: list(body["template_id"]))


def list_ids(options: Namespace) -> int:
    """Print the ids of all templates: in one answer, or page by page where there are too many for one."""
    ask = asker(options, chosen_settings(), reads=False)
    answer = ask({"type": "list"})
    if answer.code != "answer_too_large":
        return print_or_refuse(answer, lambda body: list(body["template_id_list"]))
    return _print_pages(ask)


def _print_pages(ask: Ask) -> int:
    from tqdm import tqdm

    cursor: str | None = ""
    with tqdm(unit="template", file=sys.stderr, disable=None, leave=False) as bar:
        while cursor is not None:
            answer = ask({"type": "list", "limit": LIST_PAGE, "cursor": cursor})
            if status := print_or_refuse(answer, lambda body: list(body["template_id_list"])):
                return status
            bar.update(len(answer.body["template_id_list"]))
            cursor = answer.body["next_cursor"]
    return 0


def query(options: Namespace) -> int:
    """Read every picture; print what was read, also when stopped half way."""
    from lambda_ocr.entrypoints.cli.querying import Query

    settings = chosen_settings()
    pictures = expand(options.pictures)
    _check_explainable(options, pictures)
    overlays = _overlays(options, pictures, settings)
    ask = asker(options, settings)
    batch = _Batch(
        Query(
            ask,
            options.template_id,
            bool(options.detail or overlays or options.format == LABEL_STUDIO),
            settings.max_picture_bytes,
            options.template_version,
        )
    )
    stopped = batch.run(pictures, options.parallel or (4 if options.endpoint else 1), overlays)
    _write(batch.done, options)
    if options.explain and not stopped:
        from lambda_ocr.entrypoints.cli.explain_files import write_explanation

        write_explanation(settings, options.template_id, pictures[0], Path(options.explain), options.template_version)
    if stopped:
        print(f"custom-ocr: stopped after {len(batch.done)} of {len(pictures)} pictures", file=sys.stderr)
        return 130
    return 0 if all(outcome.answer.ok for outcome in batch.done) else 1


def demo(options: Namespace) -> int:
    """Show the main job on an example."""
    from lambda_ocr.entrypoints.cli.demo import run_demo

    return run_demo(options.case, options.query, Path(options.out))


@dataclass
class _Batch:
    """Pictures being read, and those that have been."""

    query: Query
    done: list[Outcome] = field(default_factory=list)

    def run(self, pictures: Sequence[str], parallel: int, overlays: Callable[[Outcome], None] | None) -> bool:
        """Read them all; whether Ctrl-C came before the end."""
        from lambda_ocr.entrypoints.cli.querying import outcomes

        try:
            for outcome in _with_progress(outcomes(self.query, pictures, parallel), len(pictures)):
                self.done.append(outcome)
                if overlays:
                    overlays(outcome)
        except KeyboardInterrupt:
            return True
        return False


def _with_progress(done: Iterator[Outcome], count: int) -> Iterator[Outcome]:
    """A bar on the terminal, nothing where there is none (stderr in a file) or one picture only."""
    if count == 1:
        return done
    from tqdm import tqdm

    return iter(tqdm(done, total=count, unit="picture", file=sys.stderr, disable=None, leave=False))


def _write(done: Sequence[Outcome], options: Namespace) -> None:
    from lambda_ocr.entrypoints.cli.printing import rendered

    if options.format == LABEL_STUDIO:
        from lambda_ocr.entrypoints.cli.life.label_studio import as_tasks

        text = as_tasks(done, chosen_settings())
    else:
        text = rendered(done, options.format)
    if not options.output:
        print(text, end="")
        return
    try:
        Path(options.output).write_text(text, encoding="utf-8")
    except OSError as error:
        print(text, end="")
        raise UsageProblem(f"{options.output} cannot be written: {error.strerror}; printed instead") from None


def _check_explainable(options: Namespace, pictures: Sequence[str]) -> None:
    if options.explain and options.endpoint:
        raise UsageProblem(
            "--explain needs the template in this process's own store: leave --endpoint (CUSTOM_OCR_ENDPOINT) out, or "
            "set CUSTOM_OCR_STORE=aws with the deployment's table and bucket"
        )
    if options.explain and len(pictures) > 1:
        raise UsageProblem(f"--explain draws one picture, and here are {len(pictures)}; name one")


def _overlays(options: Namespace, pictures: Sequence[str], settings: Settings) -> Callable[[Outcome], None] | None:
    if not options.overlay:
        return None
    from lambda_ocr.entrypoints.cli.overlay_files import OverlayFiles

    return OverlayFiles(Path(options.overlay), pictures, settings).write
