"""A link to a template is taken back while its document is withdrawn: the document is locked first by both."""

from typing import Any

import pytest

from iso_app.web.form import EditForm
from tests.model_sets.test_pages import filled
from tests.model_sets.test_unlinking import link, own
from tests.trust.crowd import meeting, sent_at_once

__all__ = ["own"]


def test_unlinking_while_the_document_is_withdrawn(
    browse: Any,
    acting: Any,
    published: int,
    own: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document_id = own()
    link(acting, published, document_id)
    unlinking, ending = f"/mau-tai-lieu/{published}/bo-lien-ket", f"/tai-lieu/{document_id}/huy-bo"
    secretary, leader = browse("snv.iso_secretary"), browse("snv.leader")
    one = filled(secretary.get(unlinking)) | {"reason": "Gắn nhầm mẫu", "leaves_item": "y"}
    other = filled(leader.get(ending)) | {"reason": "Bãi bỏ thủ tục"}
    meeting(monkeypatch, EditForm, "require_unchanged")

    statuses = sent_at_once(
        [
            lambda: secretary.client.post(unlinking, data=one),
            lambda: leader.client.post(ending, data=other),
        ]
    )

    assert 503 not in statuses
    assert 302 in statuses
