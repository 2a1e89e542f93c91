"""Plain rows: the same rows as the session gives, in every scope and shape, and never a record."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from iso_app.accounts.models import Post
from iso_app.agencies.models import Agency, Province
from iso_app.core.errors import OutOfScope
from iso_app.db import db, plain
from iso_app.db.plain import plain_rows
from iso_app.db.scope import acting_in, whole_country
from iso_app.documents.models import Document
from tests.documents.conftest import WORDS, drafted, in_force, kinds, sign, submitted  # noqa: F401 - fixtures

SHAPES: dict[str, Any] = {
    "column": select(Post.title).order_by(Post.id),
    "count": select(func.count()).select_from(Post),
    "alias": select(aliased(Post).title),
    "join": select(Province.name, Post.title).join(Post, Post.id > 0).order_by(Province.id, Post.id),
    "subquery": select(select(Post.id).subquery()),
    "cte": select(select(Post.id).cte()),
    "enumeration": select(Agency.code, Agency.level).order_by(Agency.id),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_each_sees_what_the_session_gives(shape: str, world: Any, actor_for: Any) -> None:
    seen = []
    for viewer in ("snv.staff", "xa.staff", "tdc.inspector", "kgtdc.inspector"):
        with acting_in(actor_for(viewer).scope):
            plainly = plain_rows(SHAPES[shape])
            assert plainly == db.session.execute(SHAPES[shape]).all()
        assert plainly
        seen.append(plainly)
    assert len({str(rows) for rows in seen}) > 1
    with whole_country():
        assert plain_rows(SHAPES[shape]) == db.session.execute(SHAPES[shape]).all()


def test_nothing_is_read_outside_a_scope(world: Any) -> None:
    with pytest.raises(OutOfScope):
        plain_rows(SHAPES["column"])


def test_drafts_stay_the_agencys_own(submitted: Any, acting: Any) -> None:  # noqa: F811
    submitted("QT-77")
    codes = select(Document.code)
    with acting("snv.staff"):
        assert plain_rows(codes) == [("QT-77",)]
    with acting("tdc.province_admin"):
        assert plain_rows(codes) == []


def test_what_was_changed_is_read(world: Any, acting: Any) -> None:
    with acting("tdc.province_admin"):
        province = db.session.scalars(select(Province)).one()
        province.place = "Nơi khác"
        with db.session.no_autoflush:
            assert plain_rows(select(Province.place)) != [("Nơi khác",)]
        assert plain_rows(select(Province.place)) == [("Nơi khác",)]
        db.session.rollback()


def test_records_are_refused(world: Any, acting: Any) -> None:
    for asked in (select(Post), select(Post.id, Post), select(aliased(Post))):
        with acting("snv.staff"), pytest.raises(TypeError):
            plain_rows(asked)


def test_whoever_narrows_statements_is_asked_before() -> None:
    """The first who answers a statement ends its way: whatever listened later would narrow nothing."""
    assert list(Session().dispatch.do_orm_execute)[-1] is plain._answer
