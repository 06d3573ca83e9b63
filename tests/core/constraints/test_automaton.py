"""Automata accept what their expression says, whatever its writing, and never grow beyond their bound."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambda_ocr.core.constraints import automaton as automata
from lambda_ocr.core.constraints.automaton import TooLarge, accepts, compiled
from lambda_ocr.core.constraints.characters import fold, folded
from lambda_ocr.core.constraints.expressions import any_of, digits, literal, maybe, repeated, sequence
from lambda_ocr.core.constraints.pattern import BadPattern, parsed

PATTERNS = st.recursive(
    st.sampled_from(["a", "b", "[ab]", "[^a]", ".", "\\d", "c"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{1,3}", "{2,}"])).map(
            lambda two: f"({two[0]}){two[1]}"
        ),
    ),
    max_leaves=8,
)


@given(PATTERNS, st.text("abc1", max_size=6))
@settings(max_examples=300, deadline=None)
def test_a_pattern_accepts_what_it_accepts_as_a_python_expression(pattern: str, text: str) -> None:
    assert accepts(compiled(parsed(pattern)), text) == bool(re.fullmatch(pattern, text, re.ASCII))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("AB\\d{2}", "ＡＢ１２"),
        ("\\d{2}-\\d", "12 — 3"),
        ("12,3", "12，3"),
        ("￥\\d+", "¥38"),
        ("A B", "AB"),
        ("^x$|^y$", "y"),
        ("[\\]\\-]+", "]-"),
        ("[一-龥]{2}", "税号"),
        ("[A-F0-9]+", "9F"),
        ("\\(x\\)", "（x）"),
    ],
)
def test_other_writings_of_a_character_are_that_character(pattern: str, text: str) -> None:
    assert accepts(compiled(parsed(pattern)), text)


def test_characters_that_merely_look_alike_stay_two() -> None:
    assert not accepts(compiled(parsed("\\d+")), "2O26")
    assert fold("O") != fold("0") and fold("l") != fold("1")
    assert folded(" １２ ٣—x ") == "123-x"


def test_a_list_of_texts_accepts_these_and_no_mixture() -> None:
    known = compiled(sequence(any_of(["Mar", "May", "M", ""]), literal("-"), maybe(digits(1, 2))))
    assert [accepts(known, text) for text in ("Mar-1", "May-", "M-12", "-", "Mat-", "Ma-", "M")] == [
        *[True] * 4,
        *[False] * 3,
    ]


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("(a", "closed"),
        ("a)", "closes nothing"),
        ("[a", "closed"),
        ("[]", "empty class"),
        ("a**", "another"),
        ("a+?", "another"),
        ("*a", "stands for nothing"),
        ("a{2,1}", "less often"),
        ("a{999}", "more than 200 times"),
        ("a{x}", "say no number"),
        ("(?=a)b", "looks around"),
        ("(?P<n>a)", "looks around or names"),
        ("(a)\\1", "outside the regular subset"),
        ("\\bword", "outside the regular subset"),
        ("[z-a]", "backwards"),
        ("a\\", "too early"),
        ("((((a{200}){200}){200}){200})", "20,000 positions"),
        ("x" * 501, "500 are allowed"),
        ("(" * 30 + "a" + ")" * 30, "flatter"),
    ],
)
def test_what_is_no_pattern_of_the_safe_subset_is_refused_with_what_to_do(pattern: str, said: str) -> None:
    with pytest.raises(BadPattern, match=re.escape(said)):
        parsed(pattern)


def test_patterns_on_which_backtracking_never_ends_take_a_walk_over_the_text() -> None:
    known, steps = compiled(parsed("(a*)*(a|aa)+b")), 0
    state = known.start
    for _ in range(5_000):
        after = known.step(state, "a")
        assert after is not None
        state, steps = after, steps + 1
    assert not known.accepts(state) and len(known) < 40


def test_steps_that_are_remembered_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(automata, "MOST_KEPT", 10)
    known = automata.Dfa(parsed("[a-z]{30}"))
    assert accepts(known, "abcdefghijklmnopqrstuvwxyzabcd")
    assert len(known._known) <= 10


def test_an_expression_that_is_too_large_is_refused_while_it_is_built() -> None:
    with pytest.raises(TooLarge):  # written out it would have 72 million positions
        compiled(repeated(repeated(repeated(digits(9), 200, 200), 200, 200), 200, 200))
