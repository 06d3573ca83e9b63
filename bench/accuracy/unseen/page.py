"""The report: one HTML file with its pictures inside.

Rule: everything of a document is escaped; the page asks nobody for anything. A person's choice of a cause is kept by
the page's button as JSON, which `--causes FILE` reads again.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from html import escape
from typing import Any

from bench.accuracy.unseen.causes import Cause
from bench.accuracy.unseen.figures import Causes, cause_of, causes_table, key_of, kinds_table, misses, scores_table
from bench.accuracy.unseen.sights import FieldSeen, Sight

MOST_SAID = 3000
"""Characters of a judge's evidence that are shown."""
_STYLE = """
body{font:15px/1.45 system-ui,sans-serif;margin:2em auto;max-width:1180px;padding:0 1em;color:#222}
table{border-collapse:collapse;margin:.6em 0 1.6em}
td,th{padding:.25em .7em;border-bottom:1px solid #ddd;text-align:left}
td{vertical-align:top}img{max-width:420px;display:block}.off{background:#fdd}.by{color:#777;font-size:13px}
code{background:#f3f3f3;padding:0 .2em}tr.hidden{display:none}button,select{font:inherit}
"""
_SCRIPT = """
const kept = JSON.parse(document.getElementById('kept').textContent);
const rows = [...document.querySelectorAll('tr[data-key]')];
for (const row of rows) {
  const choice = row.querySelector('select');
  choice.addEventListener('change', () => { kept[row.dataset.key] = choice.value; row.dataset.cause = choice.value; });
}
document.getElementById('only').addEventListener('change', event => {
  const only = event.target.value;
  for (const row of rows) row.classList.toggle('hidden', only !== '' && row.dataset.cause !== only);
});
document.getElementById('save').addEventListener('click', () => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([JSON.stringify(kept, null, 1)], {type: 'application/json'}));
  link.download = 'causes.json';
  link.click();
});
document.getElementById('copy').addEventListener('click', () => navigator.clipboard.writeText(JSON.stringify(kept)));
"""


def report(as_is: Sequence[Sight], left_out: Sequence[Sight], causes: Causes, told: str) -> str:
    """The whole page; `told` says on what machine, and whether it was stopped."""
    missed = misses([sight for sight in as_is if sight.accepted])
    parts = [
        f"<h1>What is missed on kinds not seen</h1><p class=by>{escape(told)}</p>",
        "<h2>By kind</h2><p>Behind an arrow: with everything fitted re-fitted without that kind.</p>",
        _table(*kinds_table(as_is, left_out)),
        "<h2>By cause</h2>",
        _table(*causes_table(as_is, causes)),
        "<h2>What a score means</h2>",
        _table(*scores_table(as_is, left_out)),
        f"<h2>Refusals of true pictures ({sum(s.true and not s.accepted for s in as_is)})</h2>",
        _judged([sight for sight in as_is if sight.true and not sight.accepted]),
        f"<h2>Wrong pictures accepted ({sum(not s.true and s.accepted for s in as_is)})</h2>",
        _judged([sight for sight in as_is if not sight.true and sight.accepted]),
        f"<h2>Misses ({len(missed)})</h2><p>Show <select id=only><option value=''>all</option>{_options('')}</select> "
        "<button id=save>Keep the causes chosen (causes.json)</button> <button id=copy>Copy them</button></p>",
        "<table><tr><th>where<th>crop<th>truth and value<th>score<th>cause</tr>",
        *(_miss(sight, seen, causes) for sight, seen in missed),
        "</table>",
        f"<script type='application/json' id=kept>{_json(dict(causes))}</script><script>{_SCRIPT}</script>",
    ]
    head = f"<!doctype html><meta charset=utf-8><title>What is missed on kinds not seen</title><style>{_STYLE}</style>"
    return head + "\n".join(parts)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "".join(f"<th>{escape(cell)}" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}" for cell in row) for row in rows)
    return f"<table><tr>{top}{body}</table>"


def _judged(sights: Sequence[Sight]) -> str:
    """Pictures with what spoke for and against them."""
    if not sights:
        return "<p>none</p>"
    rows = [
        f"<tr><td>{escape(sight.group)}<br>{escape(sight.picture)}<td>{_picture(sight.small)}"
        f"<td>{_facts(sight)}<p class=by>steps: {escape(', '.join(sight.steps) or 'none')}</p>"
        for sight in sights
    ]
    return f"<table><tr><th>where<th>picture<th>what was weighed{''.join(rows)}</table>"


def _facts(sight: Sight) -> str:
    """The details, a list opened piece by piece."""
    said = [f"<div><b>{escape(str(name))}</b>: {_value(value)}</div>" for name, value in sight.facts.items()]
    if sight.evidence is not None:
        said.append(f"<div><b>evidence</b>: {_value(str(sight.evidence)[:MOST_SAID])}</div>")
    return "".join(said)


def _value(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "<ul>" + "".join(f"<li>{_value(item)}" for item in value) + "</ul>"
    if isinstance(value, dict):
        return ", ".join(f"{escape(str(name))} {_value(item)}" for name, item in value.items())
    return f"<code>{escape(str(value))}</code>"


def _miss(sight: Sight, seen: FieldSeen, causes: Causes) -> str:
    key, cause = key_of(sight, seen), cause_of(sight, seen, causes)
    sure = " class=off" if seen.score >= 90 else ""
    by = "" if key in causes else "<div class=by>guessed</div>"
    return (
        f'<tr data-key="{escape(key)}" data-cause="{escape(cause.value)}">'
        f"<td>{escape(sight.group)}<br>{escape(sight.picture)}<br><b>{escape(seen.name)}</b>"
        f"<td>{_picture(seen.crop)}"
        f"<td>{_said(seen.truth)}<br>{_said(seen.value or '')}"
        f"<td{sure}>{seen.score:.2f}<br>{escape(seen.status)}<td><select>{_options(cause.value)}</select>{by}</tr>"
    )


def _said(text: str) -> str:
    return f"<code>{escape(text)}</code>" if text else "(nothing)"


def _options(chosen: str) -> str:
    return "".join(
        f'<option value="{escape(cause.value)}"{" selected" if cause.value == chosen else ""}>{escape(cause.value)}'
        for cause in Cause
    )


def _picture(data: bytes) -> str:
    return f"<img alt='' src='data:image/jpeg;base64,{base64.b64encode(data).decode()}'>" if data else ""


def _json(value: object) -> str:
    """JSON that cannot end the element it stands in."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
