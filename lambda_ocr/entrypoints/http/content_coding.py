"""Whether a client takes gzip, by its Accept-Encoding header (RFC 9110, 12.5.3)."""

from __future__ import annotations

_NAMES = ("gzip", "x-gzip")


def takes_gzip(accept_encoding: str) -> bool:
    """False where it is not named, or named with a weight of 0; `*` names it unless it is named itself."""
    weights = dict(_weighed(part) for part in accept_encoding.split(",") if part.strip())
    named = [weights[name] for name in _NAMES if name in weights]
    return max(named, default=weights.get("*", 0.0)) > 0


def _weighed(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weights = (value.strip() for key, _, value in (given.partition("=") for given in parameters) if key.strip() == "q")
    return name, _weight(next(weights, "1"))


def _weight(text: str) -> float:
    """From 0 to 1; what is no weight counts as 0: sent as it is, a page is understood by all."""
    try:
        weight = float(text)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
