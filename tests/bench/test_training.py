"""Training data: what lines say, that flaws hide but do not move, and what the untrained network makes of each line."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray

from bench.accuracy.papers.faces import ROOT, missing_packages
from bench.training.__main__ import main
from bench.training.faces import Faces, FacesMissing
from bench.training.lessons import STEP_PX, Held, Taught, batches
from bench.training.lines import HEIGHT_PX, Line, Press
from bench.training.texts import CHINESE, LANGUAGES, Texts, WordsMissing
from bench.training.written import corrections, mean
from lambda_ocr.engines.corrected_weights import corrected, moves, packed

CHARACTERS = tuple(dict.fromkeys("".join(map(chr, range(33, 127))) + "".join(map(chr, range(0x4E00, 0x4E00 + 300)))))
VOCABULARY = ("", *CHARACTERS, " ")
FONTS = (ROOT / "truetype/dejavu", ROOT / "opentype/noto")


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("words")
    for name in LANGUAGES:
        (folder / name).write_text("".join(f"{name[:4]}{letter}\n" for letter in "abcdefgh"), encoding="utf-8")
    (folder / CHINESE).write_text("".join(f"{chr(0x4E00 + i)}{chr(0x4E01 + i)} {i}\n" for i in range(50)), "utf-8")
    return folder


@pytest.fixture(scope="module")
def press(words: Path) -> Press:
    if missing_packages():
        pytest.skip(f"apt-get install {' '.join(missing_packages())}")
    return Press(Texts.of([words], CHARACTERS), Faces.of(FONTS))


def test_a_missing_word_list_or_font_is_named(words: Path, tmp_path: Path) -> None:
    with pytest.raises(WordsMissing, match=LANGUAGES[0]):
        Texts.of([tmp_path], CHARACTERS)
    with pytest.raises(FacesMissing, match=r"No Chinese font.*docs/engines\.md"):
        Faces.of([tmp_path])


def test_the_same_number_is_the_same_line_and_another_is_another(press: Press) -> None:
    one, again, other = (next(press.lines(number)) for number in (3, 3, 4))
    assert one.text == again.text
    assert np.array_equal(one.image, again.image)
    assert one.image.shape != other.image.shape or not np.array_equal(one.image, other.image)


def test_a_line_is_as_the_recogniser_takes_it_and_says_only_what_it_knows(press: Press) -> None:
    for line in islice(press.lines(10), 60):
        assert line.image.shape[0] == HEIGHT_PX
        assert line.clean is None or line.clean.shape == line.image.shape
        assert set(line.text) <= set(VOCABULARY)
        assert line.text == line.text.strip()


def test_flaws_hide_print_but_do_not_move_it(press: Press) -> None:
    """The clean line laid on the worn one by correlation: at most a step's half apart, in the middle of all lines."""
    offsets = []
    for line in islice((line for line in press.lines(200) if line.clean is not None), 40):
        clean, worn = (np.asarray(image, np.float32).mean((0, 2)) for image in (line.clean, line.image))
        clean, worn = clean - clean.mean(), worn - worn.mean()
        shifts = range(-3 * STEP_PX, 3 * STEP_PX + 1)
        alike = [abs(float(np.dot(np.roll(clean, shift), worn))) for shift in shifts]
        offsets.append(abs(shifts[int(np.argmax(alike))]))
    assert np.median(offsets) <= 1
    assert np.percentile(offsets, 80) <= STEP_PX / 2


# -- lessons -------------------------------------------------------------------------------------------------------


def lines(*said: tuple[str, bool]) -> Iterator[Line]:
    """Lines whose pixels are their number; `True` where a clean copy, of the same number and 100, is there."""
    number = 0
    while True:
        text, clean = said[number % len(said)]
        image = np.full((HEIGHT_PX, 200, 3), number % 100, np.uint8)
        yield Line(image, np.full_like(image, number % 100 + 100) if clean else None, text)
        number += 1


def reading(texts: dict[int, str], sure: float) -> NDArray[np.float32]:
    """A network's answer to lines of those numbers."""
    answers = np.zeros((len(texts), 200 // STEP_PX, len(VOCABULARY)), np.float32)
    answers[:, :, 0] = sure
    for row, text in zip(answers, texts.values(), strict=True):
        for step, character in enumerate(text):
            row[2 * step, 0], row[2 * step, VOCABULARY.index(character)] = 1 - sure, sure
    return answers


def lessons_where(read: str, clean: str, has_clean: bool, sure: float = 0.7) -> tuple[Held | Taught, ...]:
    """Lessons of lines that say `A12`, of which the network reads `read`, and `clean` on the clean copy."""

    def runs(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        numbers = [round((float(row[0, 0, 0]) + 1) * 127.5) for row in pixels]
        return reading({at: clean if number >= 100 else read for at, number in enumerate(numbers)}, sure)

    found = batches(lines(("A12", has_clean)), runs, VOCABULARY, random.Random(1))
    return next(found).lessons


def test_a_line_that_is_read_is_held_to_the_network_s_own_answer() -> None:
    for lesson in lessons_where("A12", "A12", has_clean=True):
        assert isinstance(lesson, Held)
        assert lesson.chances[0].max() == pytest.approx(0.7)
        assert VOCABULARY[lesson.characters[0][lesson.chances[0].argmax()]] == "A"


def test_a_line_that_is_read_only_clean_is_taught_its_text() -> None:
    for lesson in lessons_where("A17", "A12", has_clean=True):
        assert lesson == Taught(25, tuple(VOCABULARY.index(character) for character in "A12"))


def test_dots_which_have_no_clean_copy_are_taught() -> None:
    assert all(isinstance(lesson, Taught) for lesson in lessons_where("A17", "", has_clean=False))


def test_what_is_not_read_even_clean_teaches_nothing() -> None:
    mixed = lines(("A12", True), ("B7", True))

    def runs(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        return reading(dict.fromkeys(range(len(pixels)), "B7"), 0.7)

    for lesson in next(batches(mixed, runs, VOCABULARY, random.Random(1))).lessons:
        assert isinstance(lesson, Held), "of the lines A12, read as B7 clean or not, none is there"


def test_of_lines_that_are_surely_read_few_are_kept() -> None:
    found = [len(lessons_where("A12", "A12", True, sure=chance)) for chance in (0.7, 0.95)]
    assert found[1] < 0.6 * found[0]


# -- what is written -----------------------------------------------------------------------------------------------


def test_the_mean_of_runs_is_half_way_between_them_also_where_only_one_moved() -> None:
    one = packed({0: np.full(5, 0.2, np.float32), 100: np.full(3, 0.4, np.float32)})
    other = packed({0: np.full(5, 0.6, np.float32)})
    found = dict(moves(mean([one, other])))
    np.testing.assert_allclose(found[0], 0.4, rtol=0.01)
    np.testing.assert_allclose(found[100], 0.2, rtol=0.01)


def test_corrections_go_a_share_of_the_way_and_none_of_it_is_the_package_s_own_file() -> None:
    before = np.random.default_rng(1).normal(size=(4, 3)).astype(np.float32)
    file = network_of("weights", before)
    trained = {"weights": before + np.float32(0.1)}
    assert corrected(file, corrections(file, trained, 0.0)) == file
    half = onnx.load_from_string(corrected(file, corrections(file, trained, 0.5))).graph.initializer[0]
    np.testing.assert_allclose(onnx.numpy_helper.to_array(half), before + 0.05, atol=1e-3)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["gone/x.npz"], "cannot be written"),
        (["x.npz", "--minutes", "0"], "--minutes must be more than 0"),
        (["x.npz", "--seed", "0"], "--seed must be 1 or more"),
        (["x.npz", "--from", "words.txt"], "words.txt is no corrections file"),
    ],
)
def test_what_cannot_be_trained_is_said_before_the_work_in_one_line(
    given: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("words.txt").write_text("no zip", encoding="utf-8")
    try:
        assert main(given) == 2
    except SystemExit as end:
        assert end.code == 2
    assert said in capsys.readouterr().err


def test_no_minutes_write_the_mean_of_runs_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs = [tmp_path / "one.npz", tmp_path / "other.npz"]
    for path, moved in zip(runs, (0.2, 0.6), strict=True):
        path.write_bytes(packed({4: np.full(5, moved, np.float32)}))
    assert main([str(tmp_path / "mean.npz"), "--minutes", "0", *(f"--from={path}" for path in runs)]) == 0
    np.testing.assert_allclose(dict(moves((tmp_path / "mean.npz").read_bytes()))[4], 0.4, rtol=0.01)
    assert "corrections " in capsys.readouterr().out


def network_of(name: str, values: NDArray[np.float32]) -> bytes:
    """The file of a network with one tensor."""
    graph = onnx.helper.make_graph([], "toy", [], [], [onnx.numpy_helper.from_array(values, name)])
    return bytes(onnx.helper.make_model(graph).SerializeToString())
