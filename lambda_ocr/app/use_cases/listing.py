"""`list`: the ids of all templates, or of a page of them."""

from __future__ import annotations

from typing import Any

from lambda_ocr.app.resources import Call, Resources
from lambda_ocr.core.errors import AnswerTooLarge
from lambda_ocr.wire.members import MAX_LIST_PAGE, MAX_LISTED
from lambda_ocr.wire.messages.template_answers import ListAnswer, PageAnswer
from lambda_ocr.wire.messages.templates import ListRequest


def answer(resources: Resources, request: ListRequest, call: Call) -> dict[str, Any]:
    """All of them; raises `AnswerTooLarge` where there are more than one answer holds."""
    if request.limit is not None or request.cursor:
        page = resources.store.list_page(request.limit or MAX_LIST_PAGE, request.cursor or "")
        return PageAnswer(template_id_list=list(page.template_ids), next_cursor=page.next_cursor).model_dump(
            mode="json"
        )
    ids = resources.store.list_ids(MAX_LISTED + 1)
    if len(ids) > MAX_LISTED:
        raise AnswerTooLarge(
            f"There are more than the {MAX_LISTED} templates that one list holds. Ask for pages: send "
            f'"limit" (at most {MAX_LIST_PAGE}), then the answer\'s next_cursor as "cursor" until it is null.',
            max_listed=MAX_LISTED,
        )
    return ListAnswer(template_id_list=list(ids)).model_dump(mode="json")
