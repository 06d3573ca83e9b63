"""One template a key, however often its `add` is sent: the id is made of the key.

The stores refuse an id that is taken, so that nothing else need be remembered.
"""

from __future__ import annotations

import uuid
from dataclasses import replace

from lambda_ocr.core.model import Template

_KEYS = uuid.UUID("5a0b7c1e-6f0a-4a5c-9f57-1d9c6f3f2c11")
"""Our own name space of keys (RFC 9562, version 5)."""


def id_of(key: str) -> str:
    """The id of a new template: of its idempotency key, a random one where there is none."""
    return str(uuid.uuid5(_KEYS, key) if key else uuid.uuid4())


def is_same(one: Template, other: Template) -> bool:
    """Whether two templates are one but for the moment of their making."""
    return replace(one, template_id=other.template_id, created=other.created) == other
