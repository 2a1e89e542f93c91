"""An agency that ends keeps its documents; who reorganises is told of them."""

from datetime import timedelta

from iso_app.agencies.models import Agency
from iso_app.core.actor import operator
from iso_app.core.clock import today
from iso_app.core.dates import show_day
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.imports import services as imports
from iso_app.successions.sheets import SAP_XEP


def test_the_preview_counts_documents_in_force_and_no_drafts(world, in_force, drafted):
    in_force(code="QT-01")
    drafted(code="QT-02")
    with unit_of_work(), whole_country():
        code = db.session.get_one(Agency, world.agency["snv"]).code
        day = show_day(today() + timedelta(days=30))
        file = f"Hình thức,Mã cũ,Ngày hiệu lực\nKết thúc hoạt động,{code},{day}\n".encode()
        _, plan = imports.preview(operator(), SAP_XEP, "sap-xep.csv", file)
    assert plan.problems == ()
    told = [str(note) for note in plan.notes]
    assert any(note.startswith("1 tài liệu đang hiệu lực ở lại hồ sơ") for note in told), told
