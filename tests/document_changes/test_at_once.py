"""Two who come to the same document from two sides lock it in one order: neither is sent away by the database."""

from typing import Any

import pytest

from iso_app.document_changes.kinds import ChangeKind
from iso_app.document_changes.workflow import RequestState
from iso_app.web.form import EditForm
from tests.support.crowd import meeting, sent_at_once


def test_a_withdrawal_is_granted_while_somebody_withdraws_the_document(
    asked: Any, browse: Any, request_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    request_id = asked(ChangeKind.WITHDRAW)
    deciding = f"/de-nghi-tai-lieu/{request_id}/quyet-dinh"
    ending = f"/tai-lieu/{request_of(request_id).document_id}/huy-bo"
    leader, other = browse("snv.leader"), browse("snv.leader")
    shown = {"version": leader.get(deciding).find(attrs={"name": "version"})["value"]}
    seen = {"version": other.get(ending).find(attrs={"name": "version"})["value"]}
    meeting(monkeypatch, EditForm, "require_unchanged")

    statuses = sent_at_once(
        [
            lambda: leader.client.post(deciding, data=shown | {"decision": "accept", "words": "Đồng ý"}),
            lambda: other.client.post(ending, data=seen | {"reason": "Bãi bỏ thủ tục"}),
        ]
    )

    won, told = statuses
    assert (won, told in {403, 409}) == (
        302,
        True,
    )  # on SQLite the second one begins when the first has ended
    assert request_of(request_id).state in {RequestState.DONE, RequestState.TAKEN_BACK}
