"""Fixed shapes: whatever is asked, each session sees one shape alone, and the answer is that of the padded batch."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambda_ocr.core.budget import Budget
from lambda_ocr.core.model import Image
from lambda_ocr.core.recognition.greedy import read_lines
from lambda_ocr.engines import EngineChoice, build_engine, fixed_shapes, runtime
from lambda_ocr.engines.detector import PaddleLineDetector
from lambda_ocr.engines.fixed_shapes import CANVASES, LINES, WIDTHS, FixedShapes, Padding, Shape
from lambda_ocr.engines.model_spec import Tensor
from lambda_ocr.engines.models.ppocrv6_small import DETECTOR, RECOGNIZER
from lambda_ocr.engines.recognizer import PaddleLineRecognizer
from lambda_ocr.engines.runtime import Network
from lambda_ocr.engines.shared import SharedNetwork

HEIGHT, WIDEST, STEP = RECOGNIZER.line.height_px, RECOGNIZER.line.widest_px, RECOGNIZER.step_px
FORM = Path(__file__).parents[2] / "examples" / "form" / "query-1-scan.png"


class LocalNetwork:
    """What each spot of the answer says depends on that spot of the batch alone. Remembers the shapes it was run in."""

    provider, metadata, fingerprint = "Local", {"character": "ab"}, "local-1"

    def __init__(self) -> None:
        self.runs: list[tuple[int, ...]] = []

    def __call__(self, batch: Tensor) -> Tensor:
        self.runs.append(batch.shape)
        return self.answered(batch)

    @staticmethod
    def answered(batch: Tensor) -> Tensor:
        """(rows, 1, height, width), as the detector's maps."""
        return batch[:, :1] * 2


class LocalReader(LocalNetwork):
    """As the recogniser: a step for every eight columns; its one character is likely where one is bright."""

    @staticmethod
    def answered(batch: Tensor) -> Tensor:
        steps = (batch.shape[3] + 3) // STEP
        whole = np.pad(batch[:, 0, 0], ((0, 0), (0, STEP)))[:, : steps * STEP]
        bright = whole.reshape(len(batch), steps, STEP).max(axis=2)
        return np.stack([np.full_like(bright, 0.1), bright, np.zeros_like(bright)], axis=2)


class Made:
    """Makes sessions and keeps them."""

    def __init__(self, kind: Callable[[], LocalNetwork]) -> None:
        self._kind = kind
        self.sessions: list[LocalNetwork] = []

    def __call__(self) -> LocalNetwork:
        self.sessions.append(self._kind())
        return self.sessions[-1]

    @property
    def fixed(self) -> list[LocalNetwork]:
        """All but the first, which is for odd shapes."""
        return self.sessions[1:]

    def seen(self) -> list[set[tuple[int, ...]]]:
        """The different shapes each session of a fixed one was run in."""
        return [set(session.runs) for session in self.fixed]


def batch_of(rows: int, height: int, width: int) -> Tensor:
    return np.random.default_rng(rows + height + width).random((rows, 3, height, width), np.float32) - 0.5


def striped(width: int, turn: int) -> Image:
    """A line as high as the network reads it, in stripes of eight columns."""
    row = np.repeat(np.random.default_rng(width + turn).integers(0, 256, width // STEP + 1, np.uint8), STEP)[:width]
    return np.broadcast_to(row[None, :, None], (HEIGHT, width, 3)).copy()


def declared(padding: Padding) -> list[set[tuple[int, ...]]]:
    return [{(shape.rows, 3, shape.height, shape.width)} for shape in padding.shapes]


# -- one shape a session ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "padding"), [(LocalReader, LINES), (LocalNetwork, CANVASES)])
def test_a_start_runs_each_shape_exactly_once_and_the_odd_session_not_at_all(
    kind: type[LocalNetwork], padding: Padding
) -> None:
    made = Made(kind)
    FixedShapes("small.onnx", made, padding)
    assert [[*session.runs] for session in made.fixed] == [[*shapes] for shapes in declared(padding)]
    assert made.sessions[0].runs == []


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(STEP, WIDEST)), min_size=1, max_size=6))
@settings(max_examples=15, deadline=None)
def test_lines_of_any_number_and_width_run_in_declared_shapes_and_come_back_whole(
    asked: Sequence[tuple[int, int]],
) -> None:
    made = Made(LocalReader)
    network = FixedShapes("small.onnx", made, LINES)
    batches = [batch_of(rows, HEIGHT, width) for rows, width in asked]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(network, batches))
    for batch, answer in zip(batches, answers, strict=True):
        np.testing.assert_array_equal(answer, LocalReader.answered(batch))
    assert made.seen() == declared(LINES)
    assert made.sessions[0].runs == []


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60)), min_size=1, max_size=4))
@settings(max_examples=15, deadline=None)
def test_canvases_of_any_size_come_back_whole_and_only_those_that_fit_nowhere_are_odd(
    asked: Sequence[tuple[int, int]],
) -> None:
    made = Made(LocalNetwork)
    network = FixedShapes("small.onnx", made, CANVASES)
    odd = []
    for high, wide in asked:
        batch = batch_of(1, 32 * high, 32 * wide)
        np.testing.assert_array_equal(network(batch), LocalNetwork.answered(batch))
        if not any(shape.holds(32 * high, 32 * wide) for shape in CANVASES.shapes):
            odd.append(batch.shape)
    assert made.seen() == declared(CANVASES)
    assert made.sessions[0].runs == odd


def test_readers_of_many_threads_who_share_runs_make_declared_shapes_alone() -> None:
    made = Made(LocalReader)
    _, reader = fixed_shapes.build_engine(Made(LocalNetwork), made, shared=True)
    widths = (5, 60, 170, 300, 301, 500, 900, 1500, 2400, 5000)
    crops = [striped(width, turn) for width in widths for turn in range(3)]
    with ThreadPoolExecutor(8) as pool:
        read = list(pool.map(lambda lines: read_lines(reader, lines), [crops] * 16))
    expected = read_lines(PaddleLineRecognizer(network=LocalReader(), widths=WIDTHS), crops)
    assert all(texts == expected for texts in read)
    assert len(set(expected)) > len(crops) / 2
    assert made.seen() == declared(LINES)
    assert made.sessions[0].runs == []


def test_lines_of_several_requests_fill_one_run_and_never_more_than_its_rows() -> None:
    made = Made(LocalReader)
    network = SharedNetwork(FixedShapes("small.onnx", made, LINES), 3 * RECOGNIZER.batch_px)
    (place,) = (index for index, shape in enumerate(LINES.shapes) if shape.width == 320)
    network.many([batch_of(3, HEIGHT, 320), batch_of(5, HEIGHT, 320), batch_of(1, HEIGHT, 320)])
    assert len(made.fixed[place].runs) == 1 + 2  # warm, then eight lines, then one


def test_no_session_is_run_by_two_threads_at_once() -> None:
    class Alone(LocalReader):
        inside = False

        def __call__(self, batch: Tensor) -> Tensor:
            assert not self.inside
            self.inside = True
            answer = super().__call__(batch)
            self.inside = False
            return answer

    network = FixedShapes("small.onnx", Made(Alone), LINES)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(network, [batch_of(8, HEIGHT, 320)] * 64))


# -- which shape ------------------------------------------------------------------------------------------


def test_a_batch_goes_to_the_smallest_shape_that_holds_it() -> None:
    padding = Padding((Shape(1, 64, 640), Shape(1, 320, 320), Shape(1, 640, 640)), "edge", CANVASES.cut)
    chosen = [padding.shape_for(*size) for size in ((64, 64), (64, 321), (65, 300), (320, 321), (640, 640))]
    assert [padding.shapes.index(shape) for shape in chosen if shape] == [0, 0, 1, 2, 2]
    assert padding.shape_for(641, 1) is None and padding.shape_for(1, 641) is None


def test_the_rooms_right_and_below_are_filled_and_nothing_moves() -> None:
    """A convention: what was asked stands in the upper left corner."""
    batch = batch_of(2, HEIGHT, 100)
    lines = LINES.padded(batch, Shape(4, HEIGHT, 160))
    assert np.array_equal(lines[:2, :, :, :100], batch)
    assert not lines[2:].any() and not lines[:, :, :, 100:].any()
    canvas = CANVASES.padded(batch, Shape(2, 64, 160))
    assert np.array_equal(canvas[:, :, :HEIGHT, :100], batch)
    assert np.array_equal(canvas[:, :, HEIGHT:, :100], np.repeat(batch[:, :, -1:], 16, axis=2))
    assert np.array_equal(canvas[:, :, :, 100:], np.repeat(canvas[:, :, :, 99:100], 60, axis=3))


def test_every_line_and_every_page_has_a_shape() -> None:
    assert WIDTHS[0] == RECOGNIZER.line.narrowest_px and WIDTHS[-1] == WIDEST
    assert all(LINES.shape_for(HEIGHT, width) for width in range(1, WIDEST + 1))
    assert all(
        shape.rows * HEIGHT * shape.width <= max(RECOGNIZER.batch_px, HEIGHT * shape.width) for shape in LINES.shapes
    )
    sides = range(32, 1601, 32)  # a whole page is shown at no more than 1600 pixels a side
    assert all(CANVASES.shape_for(height, width) for height in sides for width in sides)
    assert all(shape.rows == 1 and shape.height % 32 == shape.width % 32 == 0 for shape in CANVASES.shapes)


def test_the_fingerprint_tells_the_padding_for_it_changes_answers() -> None:
    shapes = (
        Padding((Shape(2, HEIGHT, 160),), "constant", LINES.cut),
        Padding((Shape(2, HEIGHT, 320),), "constant", LINES.cut),
    )
    one, other = (FixedShapes("small.onnx", LocalReader, padding) for padding in shapes)
    assert len({LocalReader.fingerprint, one.fingerprint, other.fingerprint}) == 3
    assert one.fingerprint == FixedShapes("small.onnx", LocalReader, shapes[0]).fingerprint


def test_the_log_says_once_what_runs_and_how_many_shapes_are_warm(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "lambda_ocr"):
        network = FixedShapes("small.onnx", LocalNetwork, CANVASES)
    first, second = caplog.messages
    assert first == "small.onnx runs on Local"
    assert second.startswith(f"small.onnx: {len(CANVASES.shapes)} sessions of a fixed shape each, warm after ")
    caplog.clear()
    with caplog.at_level(logging.INFO, "lambda_ocr"):
        network(batch_of(1, 32, 6400))
    assert caplog.messages == ["small.onnx: 32x6400 is larger than every fixed shape, and waits for its plan"]


def test_a_line_costs_a_request_what_it_costs_on_a_processor() -> None:
    """Or a GPU would refuse what a processor reads."""
    left = []
    for widths in ((), WIDTHS):
        budget = Budget()
        reader = PaddleLineRecognizer(network=LocalReader(), widths=widths)
        read_lines(reader, [np.zeros((HEIGHT, 330, 3), np.uint8)], budget)
        left.append(budget.pixels_left())
    assert left[0] == left[1]


# -- the real networks ------------------------------------------------------------------------------------


def crops() -> list[Any]:
    """Pieces of the example's page, narrow and wide."""
    page = np.asarray(cv2.imread(str(FORM)))
    return [page[top : top + 40, 60 : 60 + width] for top in (100, 200) for width in (90, 240, 400)]


@pytest.fixture(scope="module")
def reading() -> Network:
    return Network(RECOGNIZER.file, 1)


@pytest.mark.parametrize("width", [8, 11, 12, 13, 163, 164, 165, 168])
def test_an_answer_is_cut_back_to_the_steps_that_the_network_answers_for_that_width(
    reading: Network, width: int
) -> None:
    asked = batch_of(1, HEIGHT, width)
    answer = FixedShapes("", lambda: reading, Padding((Shape(1, HEIGHT, 176),), "constant", LINES.cut))(asked)
    assert answer.shape == reading(asked).shape


def test_an_answer_is_the_networks_own_of_the_padded_batch(reading: Network) -> None:
    lines = Padding((Shape(4, HEIGHT, 240),), "constant", LINES.cut)
    asked = batch_of(3, HEIGHT, 200)
    padded = np.zeros((4, 3, HEIGHT, 240), np.float32)
    padded[:3, :, :, :200] = asked
    assert np.array_equal(FixedShapes("", lambda: reading, lines)(asked), reading(padded)[:3, :25])

    finding = Network(DETECTOR.file, 1)
    canvases = Padding((Shape(1, 128, 256),), "edge", CANVASES.cut)
    asked = batch_of(1, 96, 192)
    padded = cv2.copyMakeBorder(asked[0].transpose(1, 2, 0), 0, 32, 0, 64, cv2.BORDER_REPLICATE).transpose(2, 0, 1)
    cut = finding(np.ascontiguousarray(padded[None]))[:, :, :96, :192]
    assert np.array_equal(FixedShapes("", lambda: finding, canvases)(asked), cut)


def test_lines_read_in_company_of_any_kind_are_what_they_are_alone(reading: Network) -> None:
    """Rows left empty, filled by others, or of another request's lines: a line is padded by its own width alone."""
    shapes = tuple(Shape(2, HEIGHT, width) for width in (160, 320, 480))
    network = FixedShapes("", lambda: reading, Padding(shapes, LINES.fill, LINES.cut))
    reader = PaddleLineRecognizer(network=network, widths=[shape.width for shape in shapes])
    alone = [read_lines(reader, [crop])[0] for crop in crops()]
    for one, other in zip(alone, read_lines(reader, crops()), strict=True):
        assert other.text == one.text
        assert other.confidence == pytest.approx(one.confidence, abs=1e-4)


# -- where it is used -------------------------------------------------------------------------------------


@pytest.mark.parametrize("shared", [False, True])
def test_a_processor_runs_the_networks_as_they_are(shared: bool) -> None:
    finder, reader = build_engine(1, EngineChoice(shared=shared))
    assert isinstance(finder, PaddleLineDetector) and isinstance(reader, PaddleLineRecognizer)
    for network in (finder._network, reader._network):
        assert isinstance(network._network if isinstance(network, SharedNetwork) else network, Network)
    assert reader.fingerprint == f"{reader._network.fingerprint} {RECOGNIZER.fingerprint} {160 if shared else 0}"


@pytest.mark.parametrize("shared", [False, True])
def test_a_gpu_runs_them_in_fixed_shapes_and_its_start_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, shared: bool
) -> None:
    """The processor stands in for the GPU, and few shapes for all."""
    monkeypatch.setitem(runtime.PROVIDERS, "cuda", "CPUExecutionProvider")
    monkeypatch.setitem(runtime.OPTIONS, "cuda", {})
    monkeypatch.setattr(fixed_shapes, "WIDTHS", (160, 480))
    monkeypatch.setattr(fixed_shapes, "LINES", Padding((Shape(2, 48, 160), Shape(1, 48, 480)), "constant", LINES.cut))
    monkeypatch.setattr(fixed_shapes, "CANVASES", Padding((Shape(1, 64, 480),), "edge", CANVASES.cut))
    with caplog.at_level(logging.INFO, "lambda_ocr"):
        finder, reader = build_engine(1, EngineChoice(device="cuda", shared=shared))
    assert isinstance(finder, PaddleLineDetector) and isinstance(reader, PaddleLineRecognizer)
    assert isinstance(finder._network, FixedShapes)
    assert isinstance(reader._network, SharedNetwork if shared else FixedShapes)
    said = [message.partition(" warm after")[0] for message in caplog.messages]
    assert said == [
        f"{DETECTOR.file.name} runs on CPUExecutionProvider",
        f"{DETECTOR.file.name}: 1 sessions of a fixed shape each,",
        f"{RECOGNIZER.file.name} runs on CPUExecutionProvider",
        f"{RECOGNIZER.file.name}: 2 sessions of a fixed shape each,",
    ]
    expected = read_lines(PaddleLineRecognizer(1), crops()[1:2])
    assert [text.text for text in read_lines(reader, crops()[1:2])] == [text.text for text in expected]
