"""Who asks, where the door knows: set by what authenticated them, for as long as their request is answered."""

from __future__ import annotations

from contextvars import ContextVar

CALLER: ContextVar[str] = ContextVar("caller", default="")
