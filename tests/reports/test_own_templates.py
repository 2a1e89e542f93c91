"""A province clones a table, edits and previews it, publishes it; what is published never changes."""

import pytest
from sqlalchemy import select

from iso_app.core.errors import DomainError, NotFound, NotPermitted
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.reports import content as contents
from iso_app.reports import drafting, queries, services
from iso_app.reports.models import TemplateDraft, TemplateVersion
from iso_app.trail.services import explain

ADMIN = "quantri@soctrang.example"
OFFICER = "chuyenvien@soctrang.example"


@pytest.fixture
def cloned(as_person):
    """The code of a copy of Phụ lục 1."""
    with as_person(ADMIN) as actor:
        return drafting.clone(actor, code="phu-luc-1", title="Phụ lục 1 của tỉnh").code


def edit(as_person, code, do):
    with as_person(ADMIN) as actor:
        return do(actor, drafting.draft_of(code))


def relabel(label):
    return lambda actor, draft: drafting.write_row(
        actor, draft, key="r1", label=label, stt="1", unit="Cơ quan", note="", place=2
    )


def table(as_person, code, year=2021):
    with as_person(OFFICER) as actor:
        version = queries.template(code)
        return version.version, queries.live(actor, version, queries.period(year, None))


def test_a_draft_is_nobody_s_table_until_published(cloned, as_person):
    with as_person(OFFICER):
        assert cloned not in {known.code for known in queries.templates()}
        with pytest.raises(NotFound):
            queries.template(cloned)


def test_published_it_counts_as_its_original(cloned, as_person):
    edit(as_person, cloned, relabel("Số sở đã kiểm tra"))
    edit(as_person, cloned, drafting.publish)
    version, own = table(as_person, cloned)
    _, shipped = table(as_person, "phu-luc-1")
    assert version == 1
    rows = {row["key"]: row for row in own["rows"]}
    assert (rows["r1"]["label"], rows["r1"]["unit"]) == ("Số sở đã kiểm tra", "Cơ quan")
    numbers = [[cell["value"] for _, _, cell in contents.cells(found)] for found in (own, shipped)]
    assert numbers[0] == numbers[1]
    assert [row["label"] for row in shipped["rows"]][1].startswith("Số sở, ngành đã kiểm tra việc áp dụng")


def test_a_used_version_stays_and_the_next_one_is_opened(cloned, as_person):
    edit(as_person, cloned, drafting.publish)
    with as_person(OFFICER) as actor:
        number = services.draft(actor, code=cloned, year=2021, as_of=None).number
    edit(as_person, cloned, relabel("Lời mới"))
    edit(as_person, cloned, drafting.publish)
    assert table(as_person, cloned)[0] == 2
    with as_person(OFFICER) as actor:
        snapshot = queries.snapshot(number)
        assert snapshot.template.version == 1
        labels = [row["label"] for row in queries.content_of(actor, snapshot)["rows"]]
    assert "Lời mới" not in labels


def test_nothing_changed_is_no_version(cloned, as_person):
    edit(as_person, cloned, drafting.publish)
    with pytest.raises(DomainError, match="chưa thay đổi"):
        edit(as_person, cloned, drafting.publish)


def test_the_database_keeps_published_versions(cloned, as_person):
    edit(as_person, cloned, drafting.publish)
    for change in (
        db.update(TemplateVersion).where(TemplateVersion.code == cloned).values(title="khác"),
        db.delete(TemplateVersion).where(TemplateVersion.code == cloned),
    ):
        with pytest.raises(Exception, match="written once"), unit_of_work(), whole_country():
            db.session.execute(change)


def test_order_and_leaving_out(cloned, as_person):
    edit(
        as_person,
        cloned,
        lambda actor, draft: drafting.write_row(
            actor, draft, key="r3", label="UBND xã", stt="1", unit="", note="Ghi chú", place=2
        ),
    )
    with pytest.raises(DomainError, match="Phép kiểm tra của mẫu còn dùng"):
        edit(as_person, cloned, lambda actor, draft: drafting.remove_row(actor, draft, key="r4_tinh"))
    edit(as_person, cloned, lambda a, d: drafting.remove_check(a, d, key="compliant_by_level"))
    edit(as_person, cloned, lambda a, d: drafting.remove_row(a, d, key="r4_tinh"))
    edit(as_person, cloned, drafting.publish)
    rows = table(as_person, cloned)[1]["rows"]
    assert [row["key"] for row in rows] == ["ap_dung_iso", "r3", "r1", "r2", "r4", "r4_huyen", "r4_xa"]
    assert rows[1]["note"] == "Ghi chú"


@pytest.mark.parametrize(
    "typed", ["{left.__class__}", "{0}", "{", "{other}", "{left:>20000000}", "{left!z}", "{left:{right}}"]
)
def test_only_the_known_places_may_stand_in_braces(cloned, as_person, typed):
    with pytest.raises(DomainError, match="ngoặc nhọn"):
        edit(
            as_person,
            cloned,
            lambda a, d: drafting.write_check(a, d, key="inspected_total", label="Đúng", failed=typed),
        )
    with pytest.raises(DomainError, match="ngoặc nhọn"):
        edit(
            as_person,
            cloned,
            lambda a, d: drafting.write_heads(a, d, title="T", heading="", subject=typed, summary=""),
        )


def test_two_clones_need_two_names(cloned, as_person):
    with as_person(ADMIN) as actor, pytest.raises(DomainError, match="đặt tên khác"):
        drafting.clone(actor, code="phu-luc-05", title="Phụ lục 1 của tỉnh")


def test_only_the_province_s_admin_keeps_templates(cloned, as_person, visit):
    with as_person(OFFICER) as actor:
        with pytest.raises(NotPermitted):
            drafting.clone(actor, code="phu-luc-1", title="Khác")
        with pytest.raises(NotPermitted):
            drafting.publish(actor, drafting.draft_of(cloned))
    officer = visit(OFFICER)
    for path in ("", f"/{cloned}", f"/{cloned}/tieu-de", f"/{cloned}/dong/r1"):
        officer.get(f"/phu-luc/mau-rieng{path}", expect=403)


def test_another_province_knows_nothing_of_it(world, acting):
    from iso_app.cli import prepare

    prepare()
    with acting("tdc.province_admin") as actor:
        code = drafting.clone(actor, code="phu-luc-1", title="Riêng").code
        drafting.publish(actor, drafting.draft_of(code))
        assert code in {known.code for known in queries.templates()}
    with acting("kgsnv.leader"):
        assert code not in {known.code for known in queries.templates()}
        with pytest.raises(NotFound):
            queries.template(code)
        with pytest.raises(NotFound):
            drafting.draft_of(code)


def test_two_provinces_may_call_theirs_the_same(world, acting):
    """Also where the code of one and its title read like the code of the other."""
    from iso_app.agencies.models import Province
    from iso_app.cli import prepare

    prepare()
    with unit_of_work(), whole_country():
        other = db.session.get_one(Province, world.province["kg"])
        other.code = "ST-BANG"
        db.session.flush()
        explain(other)
    codes = []
    for who, title in (
        ("tdc.province_admin", "Bảng riêng"),
        ("kgtdc.province_admin", "Riêng"),
        ("kgtdc.province_admin", "Bảng riêng"),
    ):
        with acting(who) as actor:
            made = drafting.clone(actor, code="phu-luc-1", title=title)
            assert drafting.publish(actor, made).version == 1
            codes.append(made.code)
        with acting(who):
            assert queries.template(codes[-1]).title == title
    assert len(set(codes)) == 3


def test_the_whole_way_in_pages(soc_trang, visit):
    admin = visit(ADMIN)
    assert "Tỉnh chưa có mẫu riêng" in admin.get("/phu-luc/mau-rieng").text
    made = admin.follow("/phu-luc/mau/phu-luc-1/nhan-ban", title="Bảng của tỉnh")
    with whole_country():
        code = db.session.scalars(select(TemplateDraft.code)).one()
    assert "Bảng của tỉnh" in made.text
    page = admin.get(f"/phu-luc/mau-rieng/{code}/dong/r1")
    version = page.select_one("[name=version]")["value"]
    edited = admin.follow(
        f"/phu-luc/mau-rieng/{code}/dong/r1",
        label="Số sở", stt="1", unit="Cơ quan", note="", place="2", version=version,
    )  # fmt: skip
    assert "Số sở" in edited.text
    stale = admin.post(
        f"/phu-luc/mau-rieng/{code}/dong/r1",
        expect=409, label="Khác", stt="1", unit="", note="", place="2", version=version,
    )  # fmt: skip
    assert "người khác vừa lưu" in stale.text
    published = admin.follow(f"/phu-luc/mau-rieng/{code}/ban-hanh")
    assert "phiên bản 1" in published.text
    assert "Bảng của tỉnh" in visit(OFFICER).get("/phu-luc/").text
    assert "Sửa mẫu" in admin.get(f"/phu-luc/mau-rieng/{code}").text
