"""The kinds of paper, each drawn by one function of its module.

Rule: a kind asks `look` everything first and alike on every copy, then draws from the top; only `field` draws a value
that is asked for.
"""

from __future__ import annotations

from bench.accuracy.papers.family import Kind
from bench.accuracy.papers.kinds import forms, invoices, letters, licences, parcels, passes, receipts, slips, tickets

KINDS: tuple[Kind, ...] = (
    *tickets.KINDS,
    *passes.KINDS,
    *parcels.KINDS,
    *licences.KINDS,
    *receipts.KINDS,
    *invoices.KINDS,
    *slips.KINDS,
    *forms.KINDS,
    *letters.KINDS,
)
"""Every kind, by name alone in a folder."""
