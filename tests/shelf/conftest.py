"""The kinds of province `st`; a shelf sent, looked at and stored as the secretary of `snv` would."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from iso_app.agencies import queries as agencies
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.documents import queries as document_queries
from iso_app.documents import services as documents
from iso_app.jobs import worker
from iso_app.shelf import queries, services
from iso_app.shelf.models import Shelf, ShelfLine
from iso_app.shelf.services import Sent
from tests.support.world import World

LIMIT = 300_000_000
SECRETARY = "snv.iso_secretary"


@pytest.fixture
def kinds(acting: Callable[..., Any], world: World) -> dict[str, int]:
    """The default kinds of both provinces: code -> id in province `st`."""
    with acting("kgtdc.province_admin") as actor:
        documents.take_default_kinds(actor, agencies.province_of(actor))
    with acting("tdc.province_admin") as actor:
        documents.take_default_kinds(actor, agencies.province_of(actor))
        return {kind.code: kind.id for kind in document_queries.kinds()}


@pytest.fixture
def bring(acting: Callable[..., Any], kinds: dict[str, int]) -> Callable[..., int]:
    """`bring(zip)`: that ZIP is sent, and waits to be looked at; the id of the shelf."""

    def send(
        content: bytes, *, name: str = "Tài liệu Sở.zip", list_: bytes | None = None, by: str = SECRETARY
    ) -> int:
        apart = Sent("danh muc.xlsx", io.BytesIO(list_)) if list_ is not None else None
        with acting(by) as actor:
            sent = Sent(name, io.BytesIO(content))
            shelf, _ = services.bring(actor, actor.agency_id or 0, sent=sent, limit=LIMIT, list_sent=apart)
            return shelf.id

    return send


@pytest.fixture
def look(app: Flask, bring: Callable[..., int]) -> Callable[..., int]:
    """The same, looked at."""

    def at(content: bytes, **given: Any) -> int:
        shelf_id = bring(content, **given)
        db.session.remove()
        worker.work_off(app)
        return shelf_id

    return at


@pytest.fixture
def store(app: Flask, acting: Callable[..., Any]) -> Callable[[int], None]:
    """`store(id)`: what was previewed is stored."""

    def all_of(shelf_id: int) -> None:
        with acting(SECRETARY) as actor:
            services.store_later(actor, queries.shelf(shelf_id))
        db.session.remove()
        worker.work_off(app)

    return all_of


@pytest.fixture
def shelf_of(app: Flask) -> Callable[[int], Shelf]:
    """A shelf as it stands."""

    def find(shelf_id: int) -> Shelf:
        db.session.remove()
        with unit_of_work(keep=False), whole_country():
            found = db.session.get_one(Shelf, shelf_id)
            db.session.expunge(found)
            return found

    return find


@pytest.fixture
def lines_of(app: Flask) -> Callable[[int], dict[int, ShelfLine]]:
    """The lines of a shelf by their line in the list."""

    def find(shelf_id: int) -> dict[int, ShelfLine]:
        db.session.remove()
        with unit_of_work(keep=False), whole_country():
            found = list(db.session.scalars(select(ShelfLine).where(ShelfLine.shelf_id == shelf_id)))
            for line in found:
                db.session.expunge(line)
            return {line.line: line for line in found}

    return find
