"""The command `read`: every page of every file, each by the template it is of; results are kept as they come."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lambda_ocr.core.model import PageOf
from lambda_ocr.core.page_parts.together import Found, gathered, missing
from lambda_ocr.documents import formats
from lambda_ocr.entrypoints.cli.asking import asker, chosen_settings
from lambda_ocr.entrypoints.cli.calling import Answer, Ask, UsageProblem, refused
from lambda_ocr.entrypoints.cli.pictures_given import CannotBeSent, expand, picture_members
from lambda_ocr.entrypoints.cli.result_files import Result, left_by_a_stopped_run, opened, pages_of

PAGES_AT_ONCE = 5
"""Asked for in one request: what is lost when it is stopped, against sending the file again."""


def read(options: Namespace) -> int:
    """Read all files and write what was read, also when stopped half way."""
    settings = chosen_settings()
    sources = expand(options.files)
    done = left_by_a_stopped_run(options.out) if options.resume else frozenset()
    results = opened(options.out, appends=options.resume)
    asking = FileReading(asker(options, settings), _members(options), settings.max_picture_bytes, done)
    all_read = True
    try:
        with results:
            for result in _with_progress(asking, sources):
                results.add(result)
                all_read = all_read and result.is_read
    except KeyboardInterrupt:
        print(f"custom-ocr: stopped after {results.count} pages; they are kept", file=sys.stderr)
        return 130
    except BrokenPipeError:
        raise  # whoever read the output has seen enough
    except OSError as error:
        raise UsageProblem(f"{options.out} cannot be written: {error.strerror}") from None
    return 0 if all_read else 1


def _members(options: Namespace) -> dict[str, Any]:
    """What is asked of every file alike."""
    asked: dict[str, Any] = {"type": "read"}
    if options.template:
        asked["template_id"] = options.template
    if options.password:
        asked["password"] = options.password
    if options.many:
        asked["many"] = True
    return asked


def _with_progress(asking: FileReading, sources: Sequence[str]) -> Iterator[Result]:
    """A bar that counts pages, as many as are known of so far."""
    from tqdm import tqdm

    known = len(sources)
    with tqdm(total=known, unit="page", file=sys.stderr, disable=None, leave=False) as bar:
        for source in sources:
            counted = 0
            for result, pages in asking.results(source):
                if not counted and pages > 1:
                    known += pages - 1
                    bar.total = known
                if result.last_page > counted or not counted:  # of several documents on a page the first
                    bar.update(max(1, result.last_page - counted))
                    counted = max(1, result.last_page)
                yield result


Entry = dict[str, Any]


@dataclass(frozen=True)
class _Told:
    """What an answer says of one page, and of how many the file has."""

    entry: Entry
    pages: int


@dataclass(frozen=True)
class FileReading:
    """What is asked of every file."""

    ask: Ask
    members: dict[str, Any]
    max_bytes: int
    done: frozenset[tuple[str, int]] = frozenset()
    """Sources and pages whose results are there already; page 0 of files that were refused."""

    def results(self, source: str) -> Iterator[tuple[Result, int]]:
        """Results page by page, and how many pages the file has; a file that is refused is one result.

        Pages that belong together are one result, though they were asked for in several requests.
        """
        on_page = Counter[int]()
        for group in gathered(self._found(source)):
            first = group[0]
            on_page[first.index] += 1
            yield Result(source, first.index, _document(group), on_page[first.index]), first.entry.pages

    def _found(self, source: str) -> Iterator[Found[_Told]]:
        may_have_pages = _may_have_pages(source)
        if (source, 0) in self.done or ((source, 1) in self.done and not may_have_pages):
            return
        try:
            members = {**self.members, **picture_members(source, self.max_bytes)}
        except CannotBeSent as error:
            yield _refused(refused(error.code, str(error)))
            return
        except OSError as error:
            yield _refused(refused("unreadable_file", f"The file cannot be read: {error.strerror}."))
            return
        first = self.ask({**members, "pages": "1"} if may_have_pages else members)
        yield from self._told(source, first)
        pages = int(first.body["pages"]) if first.ok else 1
        left = [page for page in range(2, pages + 1) if (source, page) not in self.done]
        for start in range(0, len(left), PAGES_AT_ONCE):
            some = ",".join(map(str, left[start : start + PAGES_AT_ONCE]))
            yield from self._told(source, self.ask({**members, "pages": some}))

    def _told(self, source: str, answer: Answer) -> Iterator[Found[_Told]]:
        """Its pages one by one: what belongs together may go on in the next answer."""
        if not answer.ok:
            yield _refused(answer)
            return
        documents = [page for document in answer.body["documents"] for page in pages_of(document)]
        for entry in sorted([*documents, *answer.body["unmatched"]], key=lambda entry: int(entry["page"])):
            if (source, entry["page"]) not in self.done:
                place = entry.get("page_of")
                yield Found(entry["page"], place and PageOf(**place), _Told(entry, answer.body["pages"]))


def _refused(answer: Answer) -> Found[_Told]:
    """Of a file none of whose pages was read."""
    return Found(0, None, _Told({"page": 0, "reason": answer.code, "message": answer.message}, 1))


def _document(group: Sequence[Found[_Told]]) -> Entry:
    """As the API answers what belongs together."""
    first, *further = [each.entry.entry for each in group]
    return {**first, "missing": missing(group), "further": further} if "fields" in first else first


def _may_have_pages(source: str) -> bool:
    """By its name: then it is asked for page by page."""
    suffix = Path(urlsplit(source).path).suffix.lower()
    return any(each.has_pages and suffix in each.suffixes for each in formats.FORMATS)
