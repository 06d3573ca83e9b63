"""What the core asks of the outside, as Protocols."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Protocol

from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.document import TextLayer
from lambda_ocr.core.geometry import Points
from lambda_ocr.core.model import (
    Alignment,
    Calibration,
    CanvasInput,
    Field,
    FixedLine,
    IdPage,
    Image,
    Lesson,
    Line,
    LineInput,
    Prepared,
    PrintedPage,
    Quad,
    Reading,
    Template,
    TemplateCandidate,
    TemplateGrey,
    TemplateRef,
    TemplateVersion,
)
from lambda_ocr.core.recognition.lattice import Lattice
from lambda_ocr.core.teaching.bound_lessons import Weighing
from lambda_ocr.core.teaching.copies import CopyStudied
from lambda_ocr.core.trace import NULL_TRACE, Trace


class TemplateStore(Protocol):
    """Keeps templates in versions. Every method may raise `StoreUnavailable`.

    An acknowledged `create` or `publish` survives a crash of the process. What a version holds never changes; it is
    kept until its template is deleted.
    """

    def create(self, template: Template) -> None:
        """Keep version 1 of a new template, all of it or nothing; raises ValueError when the id is taken."""
        ...

    def publish(self, template: Template) -> None:
        """Make `template` the newest version of its id, all of it or nothing.

        Its version is one more than the one it was made from. Raises `VersionConflict`, changing nothing, when that is
        not the newest any more, and `TemplateNotFound` when the template is gone.
        """
        ...

    def head(self, template_id: str) -> TemplateRef:
        """The newest version; raises `TemplateNotFound`.

        Cheap: asked on each query, so that no cache answers for a template that was deleted or changed.
        """
        ...

    def get(self, ref: TemplateRef) -> Template:
        """What this version holds; raises `TemplateNotFound`, also when the template has no such version."""
        ...

    def versions(self, template_id: str) -> tuple[TemplateVersion, ...]:
        """All versions, newest first; raises `TemplateNotFound`."""
        ...

    def delete(self, template_ids: Sequence[str]) -> None:
        """Forget these templates, all their versions and what is derived from them, in one step.

        Raises `TemplateNotFound`, deleting none, when one is unknown.
        """
        ...

    def list_ids(self, most: int = 0) -> tuple[str, ...]:
        """Ids of all templates, oldest first; where there are more than `most` (0: any number), some `most` of them."""
        ...

    def heads(self) -> tuple[TemplateRef, ...]:
        """The newest version of every template, oldest template first."""
        ...

    def list_page(self, limit: int, cursor: str = "") -> IdPage:
        """At most `limit` ids from where `cursor` says ("": the first), every template on one page, in an order of the
        store's own that additions and deletions do not disturb; raises `InvalidRequest` of a cursor that is none.
        """
        ...


class ArtifactCache(Protocol):
    """Keeps what is derived from one version of a template. Every method may raise `StoreUnavailable`.

    The fingerprint names everything that the derived data depend on beside the version; data of another one are none.
    """

    def load_artifact(self, ref: TemplateRef, fingerprint: str) -> bytes | None:
        """The derived data of this version, None when missing or of another fingerprint."""
        ...

    def save_artifact(self, ref: TemplateRef, fingerprint: str, data: bytes) -> None:
        """Keep derived data in place of those of any other fingerprint; nothing happens when the version is gone."""
        ...


class Store(TemplateStore, ArtifactCache, Protocol):
    """Both in one place, so that what is derived goes with its template."""


class DetectedText(Protocol):
    """A place where a detector sees a line."""

    @property
    def quad(self) -> Quad:
        """Its place, in the coordinates of the picture given."""
        ...

    @property
    def confidence(self) -> float:
        """0 to 1."""
        ...


class LineDetector(Protocol):
    """Finds lines of text."""

    @property
    def canvas(self) -> CanvasInput:
        """What pictures it likes best; others are resized, or cost more."""
        ...

    @property
    def fingerprint(self) -> str:
        """Names everything that what it finds depends on: network, runtime, precision."""
        ...

    def detect(self, image: Image, budget: Budget = UNBOUNDED) -> Sequence[DetectedText]:
        """Lines of text on a picture, quads in its own coordinates; raises `OverBudget`."""
        ...


class LineRecognizer(Protocol):
    """Reads lines of text."""

    @property
    def line(self) -> LineInput:
        """What lines it reads: others are resized."""
        ...

    @property
    def calibration(self) -> Calibration:
        """How sure its readings make: fitted for its network."""
        ...

    @property
    def fingerprint(self) -> str:
        """Names everything that what it reads depends on: network, runtime, precision."""
        ...

    def recognize(self, crops: Sequence[Image], budget: Budget = UNBOUNDED) -> tuple[Lattice, ...]:
        """What each crop (upright single lines, any size) may say, in the order given; raises `OverBudget`."""
        ...


class FeatureExtractor(Protocol):
    """Looks at a page for an `Aligner`, whatever templates it will be tried against."""

    def extract(self, page: Image, budget: Budget = UNBOUNDED) -> Any:
        """The page's features: each is computed when an aligner first asks for it, and once.

        They hold on to the page and the budget, so they are not kept beyond the request.
        """
        ...


class Aligner(FeatureExtractor, Protocol):
    """Finds the template on a page from its fixed print, by page features of its own making."""

    version: str
    """Changes whenever `describe` would give other bytes."""

    def describe(self, picture: Image, fields: Sequence[Field], budget: Budget = UNBOUNDED) -> bytes:
        """Features of the template's fixed print as bytes (npz, never a pickle); raises `OverBudget`."""
        ...

    def load(self, described: bytes) -> Any:
        """The features of `describe`, decoded; raises ValueError when the bytes are not of this version."""
        ...

    def landmarks(self, features: Any) -> Points:
        """Places (n, 2) of the fixed print outside the fields, in template pixels."""
        ...

    def fixed_lines(self, features: Any) -> tuple[FixedLine, ...]:
        """The printed lines outside the fields, and what each is taken for."""
        ...

    def grey(self, features: Any) -> TemplateGrey:
        """The template's picture, as the aligner keeps it."""
        ...

    def align(
        self,
        template_features: Any,
        page_features: Any,
        fields: Sequence[Field],
        trace: Trace = NULL_TRACE,
        budget: Budget = UNBOUNDED,
        *,
        thorough: bool = True,
    ) -> Alignment:
        """Where the template of `load` lies on the page of `extract`.

        `trace` is told of each step. What is dear is left out of a look that is not `thorough`. Raises
        `TemplateMismatch` or `OverBudget`.
        """
        ...

    def difference(
        self, one: tuple[Any, Alignment], other: tuple[Any, Alignment], page_features: Any, budget: Budget = UNBOUNDED
    ) -> float:
        """Of two templates that both fit: what stands on the page where they differ tells for the first, in nats.

        0 where they differ in nothing that can be read. Raises `OverBudget`.
        """
        ...

    def study(
        self, template_features: Any, page_features: Any, fields: Sequence[Field], budget: Budget = UNBOUNDED
    ) -> CopyStudied:
        """A page that is known to be a copy: all print outside the fields looked for on it.

        Raises `TemplateMismatch` where nothing of the template is found, or `OverBudget`.
        """
        ...

    def taught(self, template_features: Any, lessons: Sequence[Lesson]) -> Any:
        """The features of `load` with what copies taught of the print outside the fields, in place of any before."""
        ...

    def beside(self, template_features: Any, page_features: Any, budget: Budget = UNBOUNDED) -> Any | None:
        """A page that is known to be of another template, as `weight` takes it; None where a quick look finds nothing
        of this one. Raises `OverBudget`.
        """
        ...

    def weight(self, template_features: Any, judged: Any) -> float:
        """Of a page that `study` or `beside` saw: nats for this template against something else, by its lessons."""
        ...

    def bound(self, copies: int, lowest: float, highest: float | None) -> float:
        """What a page must weigh, where so many copies weigh `lowest` and more, and other templates' pages `highest`
        and less (None: nothing).
        """
        ...


class TemplateIndex(Protocol):
    """Names the templates worth aligning with a page, among all that were put in; safe to share among threads."""

    version: str
    """Changes whenever `entry` would make something else of the same features."""

    def entry(self, features: Any) -> bytes:
        """What the index keeps of a template, made of its features (`Prepared.features`)."""
        ...

    def put(self, entries: Mapping[str, bytes], whole: Callable[[Collection[str]], Mapping[str, bytes]] = ...) -> None:
        """Know templates by their entries, in place of what was known of them before; raises ValueError, knowing none
        of them, where one is none of this version. An entry may be cut short where `IndexEntries` cuts it; `whole`
        brings what it can of some of them, by their ids, when the rest is asked for.
        """
        ...

    def drop(self, template_ids: Collection[str]) -> None:
        """Forget templates; those that are not known are no fault."""
        ...

    def candidates(self, page: Any, among: Collection[str] | None = None) -> Iterator[TemplateCandidate]:
        """Few, the likeliest for the page of `DocumentReader.look` first; `among` these alone.

        Those further down may cost more to find, and are found when they are asked for; raises `OverBudget` then.
        """
        ...

    def sisters(self, template_id: str) -> Sequence[TemplateCandidate]:
        """The templates that say most of what this one says, the likeliest first."""
        ...

    def alike(self, entry: bytes) -> Sequence[TemplateCandidate]:
        """The templates that may be taken for the one of this `entry`, or it for them, the likeliest first."""
        ...


class IndexEntries(Protocol):
    """Keeps what a `TemplateIndex` has made of templates, so that a new process need not make it again.

    A cache: what is missing is made of the templates. No method raises; what goes wrong is said in the log.
    """

    def load(self, wanted: Collection[TemplateRef], fingerprint: str) -> Mapping[TemplateRef, bytes]:
        """Of these versions, the entries there are under this fingerprint; of many, perhaps cut short."""
        ...

    def whole(self, wanted: Collection[TemplateRef], fingerprint: str) -> Mapping[TemplateRef, bytes | None]:
        """Of versions whose entries `load` cut short, the whole ones there are; None of one that is lost, nothing of
        one that cannot be asked for now."""
        ...

    def save(self, entries: Mapping[TemplateRef, bytes], fingerprint: str) -> None:
        """Keep entries, each in place of those of earlier versions and of another fingerprint."""
        ...

    def drop(self, template_ids: Collection[str]) -> None:
        """Forget deleted templates, at once or a while later."""
        ...


class DocumentReader(Protocol):
    """The reading algorithm as the service sees it (`core.reader.Reader`; a fake in unit tests)."""

    version: str

    def describe(
        self, picture: Image, fields: Sequence[Field], budget: Budget = UNBOUNDED, variable: Sequence[Quad] = ()
    ) -> bytes:
        """Derived data of a new template, `variable` print left out of what it is known by; raises `OverBudget`.

        Of the fields it depends on their quads, and on whether they are read as print
        (`core.templates.template_annotations.looked_at_as`): a version whose fields are only named anew, or given
        another type of text, keeps it.
        """
        ...

    def prepare(self, template: Template, derived: bytes) -> Prepared:
        """Template and derived data, ready to `read`; raises ValueError when `derived` is not of this version."""
        ...

    def look(self, picture: Image, budget: Budget = UNBOUNDED) -> Any:
        """The page's features, for as many templates as it is aligned with; nothing to keep beyond the request."""
        ...

    def align(self, prepared: Prepared, page: Any, budget: Budget = UNBOUNDED, *, thorough: bool = True) -> Alignment:
        """Where the template lies on the page of `look`; raises `TemplateMismatch` or `OverBudget`.

        What is dear and seldom needed is left out where it is not to be `thorough`.
        """
        ...

    def difference(
        self,
        one: tuple[Prepared, Alignment],
        other: tuple[Prepared, Alignment],
        page: Any,
        budget: Budget = UNBOUNDED,
    ) -> float:
        """Of two templates that `align` found: what stands on the page where they differ tells for the first, in nats;
        0 where that is nothing. Raises `OverBudget`.
        """
        ...

    def read_aligned(
        self,
        prepared: Prepared,
        picture: Image,
        alignment: Alignment,
        *,
        budget: Budget = UNBOUNDED,
        layer: TextLayer | None = None,
    ) -> Reading:
        """Read every field where `align` found the template; raises `OverBudget`.

        `layer` is the text that the file carries beside these pixels.
        """
        ...

    def read(
        self, prepared: Prepared, picture: Image, *, budget: Budget = UNBOUNDED, layer: TextLayer | None = None
    ) -> Reading:
        """As `read_aligned`; raises `TemplateMismatch` when the picture is not of the template, or `OverBudget`."""
        ...

    def study(self, prepared: Prepared, picture: Image, *, budget: Budget = UNBOUNDED) -> tuple[CopyStudied, Reading]:
        """A picture that is known to be a copy: its print looked for, its fields read; raises as `read` does, but is
        refused only where nothing of the template is found.
        """
        ...

    def beside(self, prepared: Prepared, picture: Image, *, budget: Budget = UNBOUNDED) -> Any | None:
        """A picture that is known to be of another template, as `weighing` takes it; None where a quick look finds
        nothing of this one. Raises `OverBudget`.
        """
        ...

    def weighing(self, prepared: Prepared) -> Weighing:
        """How like the template the pictures are that `study` and `beside` saw."""
        ...

    def lines(self, picture: Image, budget: Budget = UNBOUNDED) -> PrintedPage:
        """The lines of text on an upright picture, top to bottom; raises `OverBudget`."""
        ...


__all__ = [
    "Aligner",
    "ArtifactCache",
    "DetectedText",
    "DocumentReader",
    "FeatureExtractor",
    "IndexEntries",
    "Line",
    "LineDetector",
    "LineRecognizer",
    "Store",
    "TemplateIndex",
    "TemplateStore",
]
