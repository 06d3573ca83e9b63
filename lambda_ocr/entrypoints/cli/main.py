"""The command line, `custom-ocr`: what may be said, in one place. What it does is in `commands`.

Rule: importing this costs argparse; models, Pillow and AWS are imported by the command that needs them.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

EXIT_CODES = """\
exit status:
  0    done; every picture was read
  1    something was refused: the answer says what, and what to do
  2    the command itself was wrong
  130  stopped by Ctrl-C; what was read until then has been printed
"""

EMBEDDED = """\
Without --endpoint the work is done in this process, with the templates kept in CUSTOM_OCR_HOME (by default the user's
data folder). With --endpoint it is done by the API there: another machine's `custom-ocr serve`, or yours on AWS.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    options = build_parser().parse_args(arguments)
    from lambda_ocr.entrypoints.cli.calling import UsageProblem

    _speak_unicode()
    try:
        return int(_command(options.run)(options))
    except UsageProblem as error:
        print(f"custom-ocr: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("custom-ocr: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has seen enough
        return 1


def _command(name: str) -> Callable[[argparse.Namespace], int]:
    """`module.function` of this folder."""
    module, _, function = name.rpartition(".")
    command: Callable[[argparse.Namespace], int] = getattr(
        import_module(f"lambda_ocr.entrypoints.cli.{module}"), function
    )
    return command


def _speak_unicode() -> None:
    """UTF-8 into files and pipes whatever the locale; a terminal gets what it can show."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def build_parser() -> argparse.ArgumentParser:
    """Every command and option."""
    parser = _Parser(prog="custom-ocr", description="Named fields read off photographs of known documents.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND", parser_class=_Parser)
    _add_serve(commands)
    _add_add(commands)
    _add_query(commands)
    _add_read(commands)
    _add_batch(commands)
    _add_del(commands)
    _add_list(commands)
    _add_versioning(commands)
    _add_moving(commands)
    _add_review(commands)
    _add_drift(commands)
    _add_demo(commands)
    return parser


class _Parser(argparse.ArgumentParser):
    """Keeps our line breaks, and the exit codes under every help."""

    def __init__(self, **given: Any) -> None:
        super().__init__(
            formatter_class=argparse.RawDescriptionHelpFormatter, epilog=EXIT_CODES, allow_abbrev=False, **given
        )


def _add_serve(commands: argparse._SubParsersAction[_Parser]) -> None:
    serve = commands.add_parser("serve", help="answer the HTTP API on this machine")
    serve.set_defaults(run="commands.serve")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s: this machine alone)")
    serve.add_argument("--port", type=_port, default=8080, help="port, 0 for any free one (%(default)s)")
    serve.add_argument(
        "--parallel", type=_positive, default=0, metavar="N", help="readings at once (as many as processors)"
    )
    serve.add_argument(
        "--log-level",
        choices=("debug", "info", "warning", "error"),
        default="warning",
        help="info logs every request's path and status, never its content (%(default)s)",
    )


def _add_add(commands: argparse._SubParsersAction[_Parser]) -> None:
    add = commands.add_parser("add", help="register a template; prints its id", description=EMBEDDED)
    add.set_defaults(run="commands.add")
    add.add_argument("picture", metavar="PICTURE", help="the template's picture: a file, or an http, https or s3 url")
    add.add_argument(
        "template", metavar="TEMPLATE.json", help='its fields, [[quad, name], …], or a whole request {"template": …}'
    )
    add.add_argument(
        "--check",
        action="store_true",
        help="read the template back first, for about eight seconds, and warn of what will go wrong later",
    )
    _add_endpoint(add)


def _add_query(commands: argparse._SubParsersAction[_Parser]) -> None:
    query = commands.add_parser("query", help="read pictures with a template", description=EMBEDDED)
    query.set_defaults(run="commands.query")
    query.add_argument("template_id", metavar="TEMPLATE_ID", help="what `add` printed")
    query.add_argument(
        "pictures", metavar="PICTURE", nargs="+", help="a file, a folder, a pattern, or an http, https or s3 url"
    )
    query.add_argument(
        "--format",
        choices=("table", "json", "csv", "label-studio"),
        default="table",
        help="csv: one row a picture; label-studio: tasks with what was read as predictions (%(default)s)",
    )
    query.add_argument("--output", metavar="FILE", help="write there instead of to the terminal, as UTF-8")
    query.add_argument(
        "--template-version", type=_positive, metavar="N", help="of the template (the newest; `versions` lists them)"
    )
    query.add_argument("--detail", action="store_true", help="everything known: status, position, lines, timings")
    query.add_argument(
        "--overlay", metavar="PATH", help="draw quads, names and values: a file for one picture, else a folder"
    )
    query.add_argument(
        "--explain",
        metavar="FILE",
        help="draw why one picture is read as it is: print found again, fields before and after refinement, lines "
        "kept and let go with reasons (not with --endpoint)",
    )
    query.add_argument(
        "--parallel", type=_positive, default=0, metavar="N", help="pictures at once (4 with --endpoint, else 1)"
    )
    _add_endpoint(query)


def _add_read(commands: argparse._SubParsersAction[_Parser]) -> None:
    read = commands.add_parser(
        "read", help="read all pages of any files, each by the template it is of", description=EMBEDDED
    )
    read.set_defaults(run="reading.read")
    read.add_argument(
        "files", metavar="FILE", nargs="+", help="a file, a folder, a pattern, or an http, https or s3 url"
    )
    read.add_argument(
        "--out",
        metavar="FILE",
        default="",
        help=".jsonl: a line a page; .csv: a row a field; .xlsx: a sheet a template (csv on the terminal without it)",
    )
    read.add_argument(
        "--template", metavar="ID", action="append", help="one that comes into question, may be repeated (all)"
    )
    read.add_argument("--password", default="", help="of encrypted pdfs")
    read.add_argument("--many", action="store_true", help="a page may show several documents")
    read.add_argument(
        "--resume", action="store_true", help="go on with the .jsonl that a run left that was stopped or killed"
    )
    _add_endpoint(read)


def _add_batch(commands: argparse._SubParsersAction[_Parser]) -> None:
    batch = commands.add_parser(
        "batch",
        help="read folders of any size on all processors, or prefixes of a bucket on AWS",
        description="A folder: every file once, a line a document. Killed at any moment, the same command goes on\n"
        "where it was: what is done is noted in RESULTS.jsonl.ledger. Templates are those kept in CUSTOM_OCR_HOME.\n\n"
        "s3://bucket/prefix: begins a run of the deployment's state machine (-c batch=true) and prints its name;\n"
        "--run NAME says how it stands, and with --out fetches what it has read.",
    )
    batch.set_defaults(run="batch.command.batch")
    batch.add_argument(
        "files", metavar="FOLDER", nargs="*", help="with all that is in it; or files; or s3://bucket/prefix"
    )
    batch.add_argument("--out", metavar="RESULTS.jsonl", default="", help="where results go, a line a document")
    batch.add_argument(
        "--parquet",
        metavar="PLACE",
        default="",
        help="at the end, all of --out as Parquet, a row a field: a .parquet file, or a folder parted by template",
    )
    batch.add_argument(
        "--template", metavar="ID", action="append", help="one that comes into question, may be repeated (all)"
    )
    batch.add_argument("--password", default="", help="of encrypted pdfs (not on AWS)")
    batch.add_argument("--many", action="store_true", help="a page may show several documents")
    batch.add_argument(
        "--workers", type=_positive, default=0, metavar="N", help="processes, half a GiB each (one a processor)"
    )
    on_aws = batch.add_argument_group("on AWS")
    on_aws.add_argument("--stack", default="custom-ocr", metavar="NAME", help="the deployment (%(default)s)")
    on_aws.add_argument(
        "--manifest", action="store_true", help="s3://… is a .csv with a column `source`, or a .jsonl of such objects"
    )
    on_aws.add_argument("--run", dest="run_name", default="", metavar="NAME", help="a run that was begun")
    on_aws.add_argument("--follow", action="store_true", help="wait until it is over")
    on_aws.add_argument("--redrive", action="store_true", help="go on with what failed of it")
    on_aws.add_argument("--cancel", action="store_true", help="end it; what was read is kept")


def _add_del(commands: argparse._SubParsersAction[_Parser]) -> None:
    delete = commands.add_parser("del", help="forget templates: all named, or none", description=EMBEDDED)
    delete.set_defaults(run="commands.delete")
    delete.add_argument("template_ids", metavar="ID", nargs="+", help="what `add` printed")
    _add_endpoint(delete)


def _add_list(commands: argparse._SubParsersAction[_Parser]) -> None:
    listing = commands.add_parser("list", help="print the ids of all templates, oldest first", description=EMBEDDED)
    listing.set_defaults(run="commands.list_ids")
    _add_endpoint(listing)


def _add_versioning(commands: argparse._SubParsersAction[_Parser]) -> None:
    update = commands.add_parser("update", help="change a template; prints its new version", description=EMBEDDED)
    update.set_defaults(run="life.versioning.update")
    update.add_argument(
        "--check",
        action="store_true",
        help="read the new version back first, for about eight seconds, and warn of what will go wrong later",
    )
    preview = commands.add_parser(
        "preview", help="read pictures with a template as it is and as a change would make it", description=EMBEDDED
    )
    preview.set_defaults(run="life.versioning.preview")
    for command in (update, preview):
        command.add_argument("--template", metavar="TEMPLATE.json", help="all fields anew, as `add` takes them")
        command.add_argument("--picture", metavar="FILE", help="another picture: a file, or an http, https or s3 url")
        command.add_argument("--name", help="what people call it ('': nothing)")
        command.add_argument("--note", help="what people should know of it ('': nothing)")
    versions = commands.add_parser("versions", help="print a template's versions, newest first", description=EMBEDDED)
    versions.set_defaults(run="life.versioning.versions")
    rollback = commands.add_parser(
        "rollback", help="make an earlier version the next one; prints that", description=EMBEDDED
    )
    rollback.set_defaults(run="life.versioning.rollback")
    teach = commands.add_parser(
        "teach",
        help="show a template further copies of its document; prints its new version",
        description="Without pictures: what it was taught.\n\n" + EMBEDDED,
    )
    teach.set_defaults(run="life.teaching.teach")
    evaluate = commands.add_parser(
        "evaluate", help="read pictures whose right values are known; say how well", description=EMBEDDED
    )
    evaluate.set_defaults(run="life.evaluating.evaluate")
    for command in (update, preview, versions, rollback, teach, evaluate):
        command.add_argument("template_id", metavar="TEMPLATE_ID", help="what `add` printed")
        _add_endpoint(command)
    preview.add_argument("pictures", metavar="PICTURE", nargs="+", help="files, folders, patterns, or urls")
    rollback.add_argument("version", type=_positive, metavar="VERSION", help="the one to go back to")
    teach.add_argument("pictures", metavar="PICTURE", nargs="*", help="copies: files, folders, patterns, or urls")
    teach.add_argument(
        "--values",
        metavar="FILE",
        help="their right values: .csv as `query --format csv` writes it, or .json (values.csv in the folder)",
    )
    teach.add_argument(
        "--forget", metavar="LESSON", action="append", help="a lesson's id, may be repeated; or `all` (none)"
    )
    evaluate.add_argument("pictures", metavar="PICTURE", nargs="+", help="files, folders, patterns, or urls")
    evaluate.add_argument(
        "--values",
        metavar="FILE",
        help="their right values: .csv as `query --format csv` writes it, or .json (values.csv in the folder)",
    )
    evaluate.add_argument("--report", metavar="FILE.html", help="a page with all misses as crops")
    evaluate.add_argument("--json", metavar="FILE", help="everything, as `evaluate` of the API answers it")
    evaluate.add_argument(
        "--template-version", type=_positive, metavar="N", help="of the template (the newest; `versions` lists them)"
    )
    for command in (update, preview, rollback, teach):
        command.add_argument(
            "--expected-version", type=_positive, metavar="N", help="refuse where this is not the newest any more"
        )


def _add_moving(commands: argparse._SubParsersAction[_Parser]) -> None:
    export = commands.add_parser("export", help="write a template into one file", description=EMBEDDED)
    export.set_defaults(run="life.moving.export")
    export.add_argument("template_id", metavar="TEMPLATE_ID", help="what `add` printed")
    export.add_argument("file", metavar="FILE.zip", help="picture, fields, types, rules, and what copies taught")
    export.add_argument(
        "--template-version", type=_positive, metavar="N", help="of the template (the newest; `versions` lists them)"
    )
    _add_endpoint(export)
    taken = commands.add_parser(
        "import", help="make templates of a file of ours, or of another tool's; prints their ids", description=EMBEDDED
    )
    taken.set_defaults(run="life.moving.import_")
    taken.add_argument(
        "file",
        metavar="FILE",
        help="what `export` wrote, or annotations of LabelMe, Label Studio, COCO, PAGE XML, CVAT, FOTT or OMRChecker, "
        "or notebooks and API calls of the predecessor; pictures are looked for beside it",
    )
    taken.add_argument(
        "--from", dest="form", default="", metavar="FORMAT", help="where the file does not tell (it does)"
    )
    taken.add_argument(
        "--picture", metavar="PICTURE", help="the picture, where it lies elsewhere; or the one that is meant"
    )
    taken.add_argument("--dry-run", action="store_true", help="print the requests instead of adding templates")
    _add_endpoint(taken)


def _add_review(commands: argparse._SubParsersAction[_Parser]) -> None:
    review = commands.add_parser(
        "review",
        help="print how many documents wait for a person's look; write what was said of others",
        description="Off unless CUSTOM_OCR_REVIEW_DAYS is set; people look at documents in the console.\n\n" + EMBEDDED,
    )
    review.set_defaults(run="life.reviewing.review")
    review.add_argument(
        "--export",
        metavar="FOLDER",
        help="write pictures and right values there, a folder for each template, as `teach` and `evaluate` take it",
    )
    review.add_argument("--template", metavar="ID", default="", help="of this template alone (all)")
    _add_endpoint(review)


def _add_drift(commands: argparse._SubParsersAction[_Parser]) -> None:
    drift = commands.add_parser(
        "drift",
        help="print how sure readings were, day by day, by template and version",
        description="Counted where CUSTOM_OCR_COUNTS is true; on AWS the stack's dashboard tells.\n\n" + EMBEDDED,
    )
    drift.set_defaults(run="life.drifting.drift")
    drift.add_argument("--template", metavar="ID", default="", help="this one alone (all)")
    drift.add_argument("--days", type=_positive, default=35, metavar="N", help="today is the last (%(default)s)")
    _add_endpoint(drift)


def _add_demo(commands: argparse._SubParsersAction[_Parser]) -> None:
    demo = commands.add_parser("demo", help="register an example, read a photograph of it, draw what was read")
    demo.set_defaults(run="commands.demo")
    demo.add_argument(
        "case", nargs="?", default="vat_invoice", metavar="CASE", help="a folder of examples/ (%(default)s)"
    )
    demo.add_argument("--query", metavar="NAME", default="", help="which of its queries (the hardest photograph)")
    demo.add_argument("--out", metavar="FILE", default="out/demo.png", help="where to draw (%(default)s)")


def _add_endpoint(parser: argparse.ArgumentParser) -> None:
    environment = os.environ
    parser.add_argument(
        "--endpoint",
        metavar="URL",
        default=environment.get("CUSTOM_OCR_ENDPOINT", ""),
        help="the API to ask, with or without /custom_ocr (CUSTOM_OCR_ENDPOINT)",
    )
    parser.add_argument(
        "--auth",
        choices=("auto", "iam", "api_key", "none"),
        default=environment.get("CUSTOM_OCR_AUTH", "auto"),
        help="iam signs with the AWS credentials; auto does so for execute-api hosts without a key (CUSTOM_OCR_AUTH)",
    )
    parser.add_argument(
        "--api-key",
        metavar="KEY",
        default=environment.get("CUSTOM_OCR_API_KEY", ""),
        help="sent as x-api-key (better in the environment: CUSTOM_OCR_API_KEY)",
    )


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; say a number from 0 to 65535")
    return int(text)


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)
