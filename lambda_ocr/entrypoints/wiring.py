"""The composition root: from settings to a service.

Rule: the only place that knows every part, and each part is imported when it is built, not before.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from lambda_ocr.app.service import OcrService
    from lambda_ocr.app.uploads import Uploads
    from lambda_ocr.core.batches import Batches
    from lambda_ocr.core.ports import DocumentReader, IndexEntries, Store, TemplateIndex
    from lambda_ocr.core.reader import Reader
    from lambda_ocr.core.review.documents import ReviewQueue
    from lambda_ocr.core.review.drift import ReadingCounts
    from lambda_ocr.documents.limits import PictureLimits
    from lambda_ocr.documents.sources import Fetcher, PictureSource
    from lambda_ocr.engines import EngineChoice
    from lambda_ocr.settings import Settings


def build_service(settings: Settings) -> OcrService:
    """Everything a process needs to answer requests; the models are loaded here."""
    return _service(settings, build_reader(settings), build_index())


def build_warm_service(settings: Settings) -> OcrService:
    """`build_service` after a first reading, for processes that serve many."""
    from lambda_ocr.entrypoints.warm_up import warm_up

    reader = build_reader(settings)
    warm_up(reader)
    return _service(settings, reader, build_index())


def build_app(settings: Settings, threads: int = 0, host: str = "") -> Starlette:
    """The warm service behind HTTP, `threads` readings at once (0: as many as processors); it goes by `host`, too."""
    from lambda_ocr.entrypoints.http.browser_guard import allowed_hosts
    from lambda_ocr.entrypoints.http.dispatcher import Limits
    from lambda_ocr.entrypoints.http.server import make_app

    limits = Limits(threads=threads, seconds=settings.request_seconds)
    hosts = allowed_hosts(f"{settings.allowed_hosts},{host}")
    return make_app(build_warm_service(settings).begin, limits, hosts=hosts)


def build_storekeeper(settings: Settings) -> OcrService:
    """A service for `list` and `del`, which need no models: here in milliseconds."""
    from lambda_ocr.entrypoints.no_reader import NoReader

    return _service(settings, NoReader())


def build_index() -> TemplateIndex:
    """What names the templates worth aligning with a page."""
    from lambda_ocr.alignment.selection.print_index import PrintIndex

    return PrintIndex()


def build_entries(settings: Settings, store: Store) -> IndexEntries:
    """Where the index's entries are kept, beside the templates."""
    if settings.store == "aws":
        from lambda_ocr.alignment.selection.entry import short_length
        from lambda_ocr.aws.clients import client
        from lambda_ocr.aws.index_segments import SegmentedIndexEntries

        return SegmentedIndexEntries(settings.bucket, client("s3"), store.heads, short_length)
    from lambda_ocr.local.index_entries import SqliteIndexEntries
    from lambda_ocr.settings import home_folder

    return SqliteIndexEntries(home_folder(settings, os.environ, sys.platform))


def build_limits(settings: Settings) -> PictureLimits:
    """What a file and its pages may have."""
    from lambda_ocr.documents.limits import PictureLimits

    return PictureLimits(
        settings.max_picture_bytes,
        settings.max_picture_side,
        seconds=settings.decoder_seconds,
        pages=settings.max_pages,
        page_px=round(settings.max_page_megapixels * 1_000_000),
    )


def _service(settings: Settings, reader: DocumentReader, index: TemplateIndex | None = None) -> OcrService:
    from lambda_ocr.app.service import OcrService

    store = build_store(settings)
    return OcrService(
        store=store,
        reader=reader,
        pictures=build_pictures(settings),
        index=index,
        entries=build_entries(settings, store),
        uploads=build_uploads(settings),
        reviews=build_reviews(settings),
        counts=build_counts(settings),
        batches=build_batches(settings),
        limits=build_limits(settings),
        cached_templates=settings.cached_templates,
        self_test=settings.self_test,
        self_test_seconds=settings.self_test_seconds,
    )


def build_reviews(settings: Settings) -> ReviewQueue | None:
    """Where documents wait for a person's look; None where none are kept."""
    if settings.review_days <= 0:
        return None
    if settings.store == "aws":
        from lambda_ocr.aws.clients import client
        from lambda_ocr.aws.review_queue import AwsReviewQueue

        return AwsReviewQueue(settings.table, settings.bucket, settings.review_days, client)
    from lambda_ocr.local.review_queue import SqliteReviewQueue
    from lambda_ocr.settings import home_folder

    return SqliteReviewQueue(home_folder(settings, os.environ, sys.platform), settings.review_days)


def build_counts(settings: Settings) -> ReadingCounts | None:
    """What counts readings; None where nothing does."""
    if not settings.counts:
        return None
    if settings.store == "aws":
        from lambda_ocr.entrypoints.aws_lambda.counting import LoggedCounts

        return LoggedCounts()
    from lambda_ocr.local.reading_counts import SqliteReadingCounts
    from lambda_ocr.settings import home_folder

    return SqliteReadingCounts(home_folder(settings, os.environ, sys.platform))


def build_store(settings: Settings) -> Store:
    """The store that `settings.store` names; raises ValueError when it is none we know."""
    if settings.store == "sqlite":
        from lambda_ocr.local.sqlite_store import SqliteTemplateStore
        from lambda_ocr.settings import home_folder

        return SqliteTemplateStore(home_folder(settings, os.environ, sys.platform))
    if settings.store == "aws":
        from lambda_ocr.aws.store.template_store import AwsTemplateStore

        return AwsTemplateStore(table=settings.table, bucket=settings.bucket)
    raise ValueError(f"CUSTOM_OCR_STORE={settings.store!r}: say sqlite or aws")


def build_reader(settings: Settings) -> Reader:
    """The reader on the engine chosen; raises ValueError where it cannot run so."""
    from lambda_ocr import engines

    choice = engines.EngineChoice(
        engine=settings.engine,
        device=settings.device,
        precision=settings.precision,
        recognizer=settings.recognizer,
        models=settings.models,
        paddle_detection=settings.paddle_detection,
        paddle_recognition=settings.paddle_recognition,
        shared=_shares(settings),
    )
    return compose_reader(settings.threads, choice)


def compose_reader(threads: int = 0, choice: EngineChoice | None = None) -> Reader:
    """The fixed-print aligner over the engine chosen (the default one for None); `threads` 0 means all processors."""
    from lambda_ocr.alignment.aligner import PrintAligner
    from lambda_ocr.core.reader import Reader
    from lambda_ocr.engines import EngineChoice, build_engine

    detector, recognizer = build_engine(threads, choice or EngineChoice())
    return Reader(PrintAligner(detector, recognizer), detector, recognizer)


def _shares(settings: Settings) -> bool:
    """Only where it is asked for: it costs a few characters (docs/engines.md)."""
    choices = {"on": True, "off": False}
    if settings.shared_batches not in choices:
        raise ValueError(f"CUSTOM_OCR_SHARED_BATCHES={settings.shared_batches!r}: say {', '.join(choices)}")
    return choices[settings.shared_batches]


def build_pictures(settings: Settings) -> PictureSource:
    """Where pictures may come from."""
    from lambda_ocr.adapters.http.fetch import HttpFetcher
    from lambda_ocr.documents.sources import PictureSource

    http = HttpFetcher(
        max_bytes=settings.max_picture_bytes, seconds=settings.fetch_seconds, allow_loopback=settings.allow_loopback
    )
    return PictureSource(http=http, s3=_s3_reader(settings), max_bytes=settings.max_picture_bytes)


def build_uploads(settings: Settings) -> Uploads | None:
    """Where pictures may be uploaded to: our own bucket, where there is one."""
    if not settings.bucket:
        return None
    from lambda_ocr.aws.uploads import BucketUploads

    return BucketUploads(settings.bucket, settings.max_picture_bytes)


def build_batches(settings: Settings) -> Batches | None:
    """Who reads any number of files: the deployment's state machine, where it has one."""
    if not settings.batch_machine:
        return None
    from lambda_ocr.aws.batch_runs import BatchRuns

    return BatchRuns(settings.batch_machine, settings.bucket)


def _s3_reader(settings: Settings) -> Fetcher:
    from lambda_ocr.aws.s3_reading import S3Reader, allowed_places

    places = allowed_places(settings.bucket, settings.readable_buckets) or frozenset()
    return S3Reader(places, settings.max_picture_bytes, settings.fetch_seconds)
