"""A signature stands under exactly what was shown, by somebody who proved who they are, for ever."""

import hashlib

import pytest
from flask import render_template_string
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from iso_app.agencies.models import Department
from iso_app.core.clock import today
from iso_app.core.errors import DomainError, NotPermitted, Stale, UnexplainedChange
from iso_app.db import db
from iso_app.db.scope import acting_in
from iso_app.signatures import queries
from iso_app.signatures.forms import SignForm
from iso_app.signatures.models import Meaning, Signature
from iso_app.signatures.policies import may_sign
from iso_app.signatures.services import sign
from iso_app.trail.queries import history
from iso_app.trail.services import record

CONTENT = hashlib.sha256("Nội dung".encode()).hexdigest()
OTHER = hashlib.sha256("Nội dung khác".encode()).hexdigest()


def _prove(actor, password):
    if password != "đúng":
        raise DomainError("Mật khẩu không đúng.", field="password")


@pytest.fixture
def department(world, acting):
    with acting("snv.iso_secretary") as actor:
        made = Department(agency_id=actor.agency_id, name="Phòng A", folded="phong a", valid_from=today())
        db.session.add(made)
        record(actor, "department.made", made)
        return made.id


@pytest.fixture
def signing(department, acting):
    def act(key="snv.leader", **given):
        digests = {"content_digest": CONTENT, "shown_digest": CONTENT}
        facts = digests | {"meaning": Meaning.APPROVED, "password": "đúng", "prove": _prove} | given
        with acting(key) as actor:
            return sign(actor, db.session.get_one(Department, department), **facts).id

    return act


def test_a_signature_says_who_what_and_when(signing, department, acting):
    signing()
    with acting("snv.staff"):
        (made,) = queries.of(db.session.get_one(Department, department))
        assert (made.person_name, made.post_label) == ("Lãnh đạo SNV", "Lãnh đạo – Sở Nội vụ")
        assert (made.content_digest, made.meaning_label, made.proved_by) == (CONTENT, "Phê duyệt", "password")
        (entry,) = history("signature", made.id)
        assert entry.sentence == "Ký “Phê duyệt”: Phòng A"


def test_what_was_shown_is_what_is_signed(signing):
    for shown in (OTHER, "", CONTENT.upper()):
        with pytest.raises(Stale):
            signing(shown_digest=shown)
    with pytest.raises(Stale):
        signing(content_digest="", shown_digest="")


def test_a_wrong_password_signs_nothing(signing, department, acting):
    with pytest.raises(DomainError) as refusal:
        signing(password="sai")
    assert refusal.value.field == "password"
    with acting("snv.staff"):
        assert queries.of(db.session.get_one(Department, department)) == []


@pytest.mark.parametrize("meaning", Meaning)
def test_nobody_approves_their_own_work(meaning, actor_for, signing):
    author = actor_for("snv.leader")
    own = may_sign(author, author_id=author.person_id, meaning=meaning)
    assert bool(own) == (meaning is Meaning.DRAFTED)
    assert may_sign(author, author_id=author.person_id + 1, meaning=meaning)
    if meaning is not Meaning.DRAFTED:
        assert own.reason
        with pytest.raises(NotPermitted):
            signing(author_id=author.person_id, meaning=meaning)


def test_signatures_of_other_agencies_are_not_seen(signing, actor_for):
    id_ = signing()
    for key, seen in {
        "snv.staff": True,
        "tdc.inspector": True,
        "xa.leader": False,
        "kgtdc.inspector": False,
    }.items():
        with acting_in(actor_for(key).scope):
            assert (db.session.get(Signature, id_) is not None) == seen
        db.session.rollback()
        db.session.expunge_all()


def test_a_signature_is_written_once(signing, acting):
    id_ = signing()
    with acting("snv.leader"):
        db.session.get_one(Signature, id_).person_name = "Người khác"
        with pytest.raises(UnexplainedChange):
            db.session.flush()
        db.session.rollback()
    for statement in ("UPDATE signature SET person_name = 'x'", "DELETE FROM signature"):
        with pytest.raises(DatabaseError, match="written once"), acting("snv.leader"):
            db.session.execute(text(statement))


def test_signatures_under_other_content_no_longer_count(signing, department, acting):
    signing()
    signing("snv.iso_secretary", content_digest=OTHER, shown_digest=OTHER, meaning=Meaning.DRAFTED)
    with acting("snv.staff"):
        subject = db.session.get_one(Department, department)
        assert [s.meaning for s in queries.holding(subject, CONTENT)] == [Meaning.APPROVED]
        assert queries.lacking(subject, CONTENT, (Meaning.DRAFTED, Meaning.APPROVED)) == [Meaning.DRAFTED]


def test_the_form_keeps_the_digest_that_was_shown(app):
    with app.test_request_context():
        shown = SignForm().on(CONTENT, (Meaning.APPROVED,))
        assert shown.shown_digest.data == CONTENT
        page = render_template_string(
            "{% from 'signatures/ceremony.html' import ceremony %}{{ ceremony(f, 'Bảng 01', d) }}",
            f=shown, d=CONTENT,
        )  # fmt: skip
        assert CONTENT in page
        assert "Bảng 01" in page
        assert "chữ ký số" not in page.lower()
    sent = {"shown_digest": CONTENT, "meaning": "approved", "password": "x"}
    with app.test_request_context(method="POST", data=sent):
        form = SignForm().on(OTHER, (Meaning.APPROVED, Meaning.CONCLUDED))
        assert form.validate()
        assert (form.shown_digest.data, form.chosen) == (CONTENT, Meaning.APPROVED)
    with app.test_request_context(method="POST", data=sent | {"meaning": "drafted"}):
        assert not SignForm().on(OTHER, (Meaning.APPROVED,)).validate()


def test_the_box_shows_signatures_and_marks_those_under_other_content(signing, department, app, acting):
    signing()
    with acting("snv.staff"), app.test_request_context():
        page = render_template_string(
            "{% from 'signatures/ceremony.html' import signature_box %}"
            "{{ signature_box(found, now) }}<hr>{{ signature_box([]) }}",
            found=queries.of(db.session.get_one(Department, department)), now=OTHER,
        )  # fmt: skip
    assert "Lãnh đạo SNV" in page
    assert "Ký trên nội dung khác" in page
    assert "Chưa có ai ký." in page
    assert "chữ ký số" not in page.lower()
