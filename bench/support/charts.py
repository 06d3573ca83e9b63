"""Curves as pictures; matplotlib is imported when one is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.support.running import CannotMeasure

Curve = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Panel:
    """One diagram: curves by name."""

    title: str
    across: str
    up: str
    curves: Mapping[str, Curve]
    logarithmic: tuple[bool, bool] = (False, False)
    """Whether the horizontal and the vertical axis are."""
    bounds: tuple[float, float] | None = None
    diagonal: bool = False


def save(path: Path, panels: Sequence[Panel], columns: int = 2, caption: str = "") -> None:
    """Draw the panels into one picture; a curve has one colour in all of them."""
    plt = _pyplot()
    rows = -(-len(panels) // columns)
    figure, axes = plt.subplots(rows, columns, figsize=(5.4 * columns, 3.6 * rows), squeeze=False)
    names = list(dict.fromkeys(name for panel in panels for name in panel.curves))
    for axis, panel in zip(axes.flat, panels, strict=False):
        _draw(axis, panel, names)
    for axis in list(axes.flat)[len(panels) :]:
        axis.axis("off")
    _written(plt, figure, path, caption)


def _pyplot() -> Any:
    try:
        import matplotlib  # noqa: PLC0415 - heavy, and only here
    except ImportError:
        raise CannotMeasure("matplotlib draws the curves: pip install -r bench/requirements.txt") from None
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt  # noqa: PLC0415

    return plt


def _written(plt: Any, figure: Any, path: Path, caption: str) -> None:
    if caption:
        figure.text(0.01, 0.005, caption, fontsize=7, color="0.4")
    figure.tight_layout(rect=(0, 0.015, 1, 1))
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110, metadata={"Software": None})
    plt.close(figure)


def save_bars(path: Path, title: str, bars: Sequence[tuple[str, float, bool]], caption: str = "") -> None:
    """Shares as bars, the first on top: what each is of, how large, and whether it is marked."""
    plt = _pyplot()
    figure, axis = plt.subplots(figsize=(8.6, 0.8 + 0.26 * len(bars)))
    names, sizes, marked = zip(*bars, strict=True)
    drawn = axis.barh(range(len(bars)), [100 * size for size in sizes], color=["C1" if m else "C0" for m in marked])
    axis.bar_label(drawn, fmt="%.1f %%", fontsize=7, padding=2)
    axis.set_yticks(range(len(bars)), names, fontsize=7)
    axis.invert_yaxis()
    axis.set_title(title, fontsize=10)
    axis.set_xlabel("% (orange: our own functions; blue: those of libraries)", fontsize=8)
    axis.set_xlim(0, 115 * max(sizes))
    _written(plt, figure, path, caption)


def _draw(axis: Any, panel: Panel, names: Sequence[str]) -> None:
    if panel.diagonal:
        axis.plot([0, 1], [0, 1], color="0.75", linewidth=1, linestyle="--")
    for name, curve in panel.curves.items():
        axis.plot(*zip(*curve, strict=True), marker="o", markersize=3.5, label=name, color=f"C{names.index(name) % 10}")
    axis.set_title(panel.title, fontsize=10)
    axis.set_xlabel(panel.across, fontsize=9)
    axis.set_ylabel(panel.up, fontsize=9)
    if panel.logarithmic[0]:
        axis.set_xscale("log")
        _number(axis.xaxis)
    if panel.logarithmic[1]:
        axis.set_yscale("log")
        _number(axis.yaxis)
    if panel.bounds:
        axis.set_ylim(*panel.bounds)
    axis.grid(alpha=0.3)
    if len(panel.curves) > 1 or panel.diagonal:
        axis.legend(fontsize=7)


def _number(axis: Any) -> None:
    """Plain numbers at 1, 2 and 5 of each decade: powers of ten at every step would run into each other."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter  # noqa: PLC0415

    axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_formatter(NullFormatter())
