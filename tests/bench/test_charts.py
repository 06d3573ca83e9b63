"""Curves as pictures: numbers along an axis can be read."""

from __future__ import annotations

import itertools

import matplotlib as mpl
import pytest

from bench.support import charts

LEVELS = (0.25, 0.35, 0.5, 0.7, 1, 1.5, 2, 3)


@pytest.mark.parametrize("levels", [LEVELS, (1, 5, 20, 100), (1, 3, 12)], ids=["scales", "fields", "megapixels"])
def test_numbers_along_a_logarithmic_axis_are_plain_and_stand_apart(levels: tuple[float, ...]) -> None:
    mpl.use("Agg")
    import matplotlib.pyplot as plt

    figure, axis = plt.subplots(figsize=(5.4, 3.6))
    panel = charts.Panel("scale", "across", "up", {"a": [(level, level) for level in levels]}, (True, True))
    charts._draw(axis, panel, ["a"])
    figure.canvas.draw()
    for labels in (axis.get_xticklabels(which="both"), axis.get_yticklabels(which="both")):
        shown = [label for label in labels if label.get_text()]
        assert len(shown) >= 2
        assert all(float(label.get_text()) > 0 for label in shown)
        boxes = [label.get_window_extent() for label in shown]
        assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))
    plt.close(figure)
