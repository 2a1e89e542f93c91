"""Several years in the small province: before anything is known, and who may have what was made."""

from http import HTTPStatus

import pytest

from iso_app.board import queries
from iso_app.core.clock import now
from iso_app.core.errors import NotFound
from iso_app.db import db
from iso_app.files import services as files
from iso_app.files.sniff import XLSX
from iso_app.jobs.models import Job, JobState
from iso_app.jobs.services import enqueue, keep_made

ADDRESS = "/bang-theo-doi/nhieu-nam"


def made_for(acting, person, key="tep"):
    """A file that the work of a person has made."""
    with acting(person) as actor:
        enqueue(actor, queries.YEARS_FILE, key=key, file=key, years=[2021])
        keep_made(actor, queries.YEARS_FILE, key=key, digest=files.store(b"PK", XLSX).digest, name="a.xlsx")
        job = db.session.query(Job).filter_by(kind=queries.YEARS_FILE, key=key).one()
        job.state, job.ended_at = JobState.DONE, now()


def test_before_anything_is_known_the_page_says_what_to_do(browse):
    page = browse("tdc.inspector").get(ADDRESS)
    assert "Chưa có số liệu của năm nào" in page.get_text()
    assert page.select_one('.empty a[href*="nhap"]')
    assert not page.select('input[name="years"]')
    assert not browse("tdc.leader").get(ADDRESS).select(".empty a")


def test_a_file_is_read_by_those_of_its_province_alone(acting, browse):
    made_for(acting, "tdc.inspector")
    address = f"{ADDRESS}/tep/tep"
    assert browse("tdc.leader").client.get(address).data == b"PK"
    browse("kgsnv.leader").get(address, expect=HTTPStatus.FORBIDDEN)
    made_for(acting, "kgsnv.leader", key="kg")
    browse("tdc.inspector").get(f"{ADDRESS}/tep/kg", expect=HTTPStatus.NOT_FOUND)


def test_what_is_not_made_yet_is_not_there(acting):
    with acting("tdc.inspector") as actor:
        enqueue(actor, queries.YEARS_FILE, key="x", file="x", years=[2021])
        assert queries.years_files(actor) == []
        with pytest.raises(NotFound, match="Không có tệp số liệu này"):
            queries.years_file(actor, "x")
