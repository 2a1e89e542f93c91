"""Two come to the same template or document at once: what both judge is locked first by both."""

from typing import Any

import pytest

from iso_app.db import db
from iso_app.jobs import queries as jobs
from iso_app.jobs.models import Job
from iso_app.model_sets.services import JOB
from iso_app.web.form import EditForm
from tests.model_sets.test_pages import filled
from tests.model_sets.test_unlinking import link, own
from tests.support.crowd import meeting, sent_at_once

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


def test_a_template_sent_twice_at_once_is_on_its_way_once(
    browse: Any, published: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending = f"/mau-tai-lieu/{published}/gui"
    officers = [browse("tdc.inspector") for _ in range(2)]
    forms = [filled(officer.get(sending)) for officer in officers]
    meeting(monkeypatch, jobs, "unfinished_with")

    statuses = sent_at_once(
        [
            lambda: officers[0].client.post(sending, data=forms[0]),
            lambda: officers[1].client.post(sending, data=forms[1]),
        ]
    )

    assert statuses == [302, 422]
    assert db.session.query(Job).filter_by(kind=JOB).count() == 1
