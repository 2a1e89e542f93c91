"""The pages as each role meets them."""

import io
from collections.abc import Callable
from typing import Any

import pytest

from iso_app.documents import queries
from iso_app.documents.models import Document, Revision
from tests.documents.makers import docx, pdf, with_macro
from tests.support.browser import Browser
from tests.support.world import PASSWORD

Make = Callable[..., tuple[int, int]]
Browse = Callable[[str], Browser]


@pytest.fixture
def passwords(world: Any) -> None:
    """Everybody of `snv` can prove who they are."""
    from iso_app.accounts.models import Person
    from iso_app.accounts.passwords import hashed
    from iso_app.db import db
    from iso_app.db.scope import whole_country
    from iso_app.db.unit_of_work import unit_of_work
    from iso_app.trail.services import explain

    with unit_of_work(), whole_country():
        for role in ("staff", "iso_secretary", "leader"):
            person = db.session.get_one(Person, world.person[f"snv.{role}"])
            person.password_hash = hashed(PASSWORD)
            db.session.flush()
            explain(person)


def brought(content: bytes, name: str) -> dict[str, Any]:
    return {"file": (io.BytesIO(content), name)}


def test_from_nothing_to_in_force_through_the_pages(
    browse: Browse, kinds: dict[str, int], passwords: None, read: Any
) -> None:
    staff = browse("snv.staff")
    staff.get("/tai-lieu/them")
    page = staff.get(f"/tai-lieu/them/soan?loai={kinds['QT']}")
    assert page.find(id="code")["value"] == "QT-01"
    staff.post(
        f"/tai-lieu/them/soan?loai={kinds['QT']}",
        department_id="", kind_id=kinds["QT"], code="QT-01", title="Quy trình tiếp công dân", source="written",
        must_be_read_again="y",
    )  # fmt: skip
    editor = staff.get("/tai-lieu/1/lan/1/soan")
    version = editor.find(id="version")["value"]
    staff.post(
        "/tai-lieu/1/lan/1/soan",
        version=version, purpose="Tiếp công dân đúng luật", body="Nội dung", add="1",
        step_what=["Tiếp nhận", ""], step_who=["Một cửa", ""], step_time=["01 ngày", ""], step_output=["Sổ", ""],
        must_be_read_again="y",
    )  # fmt: skip
    again = staff.get("/tai-lieu/1/lan/1/soan")
    assert len(again.find_all("textarea", attrs={"name": "step_what"})) == 3
    submit = staff.get("/tai-lieu/1/lan/1/trinh")
    staff.post("/tai-lieu/1/lan/1/trinh", shown_digest=submit.find(id="shown_digest")["value"])
    for number, key in enumerate(("snv.staff", "snv.iso_secretary", "snv.leader"), start=1):
        person = browse(key)
        person.get("/tai-lieu/1/lan/1")
        sign = person.get(f"/tai-lieu/1/lan/1/ky/{number}")
        person.post(
            f"/tai-lieu/1/lan/1/ky/{number}",
            shown_digest=sign.find(id="shown_digest")["value"],
            meaning=sign.find(id="meaning").find("option")["value"],
            password=PASSWORD,
        )
    assert read(Document, 1).state.value == "in_force"
    page = browse("snv.auditor").get("/tai-lieu/1")
    assert "Tiếp công dân đúng luật" in page.get_text()
    assert "Tiếp nhận" in page.get_text()


def test_a_wrong_password_signs_nothing(browse: Browse, submitted: Make, passwords: None) -> None:
    submitted()
    staff = browse("snv.staff")
    page = staff.get("/tai-lieu/1/lan/1/ky/1")
    staff.post(
        "/tai-lieu/1/lan/1/ky/1", 422,
        shown_digest=page.find(id="shown_digest")["value"], meaning="drafted", password="không phải",
    )  # fmt: skip


def test_a_file_is_kept_byte_for_byte_and_found(browse: Browse, kinds: dict[str, int], acting: Any) -> None:
    content = docx("Quy trình lưu trữ hồ sơ", "Hồ sơ được lưu mười năm.")
    secretary = browse("snv.iso_secretary")
    secretary.post(
        f"/tai-lieu/them/soan?loai={kinds['HD']}", files=brought(content, "luu-tru.docx"),
        department_id="", kind_id=kinds["HD"], code="HD-01", title="Hướng dẫn lưu trữ", source="file",
    )  # fmt: skip
    answer = secretary.client.get("/tai-lieu/1/lan/1/tep")
    assert answer.data == content
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with acting("snv.iso_secretary") as actor:
        assert [found.code for found in queries.search(actor, "lưu mười năm")] == ["HD-01"]
    assert "HD-01" in secretary.get("/tim-kiem?q=luu muoi nam").get_text()


@pytest.mark.parametrize("name", ["macro.docx", "hong.pdf", "anh.png", "trong.docx"])
def test_what_cannot_be_kept_is_refused_and_nothing_typed_is_lost(
    browse: Browse, kinds: dict[str, int], name: str
) -> None:
    files = {
        "macro.docx": with_macro(docx("x")),
        "hong.pdf": b"%PDF-1.7\nhong",
        "anh.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        "trong.docx": b"",
    }
    page = browse("snv.iso_secretary").post(
        f"/tai-lieu/them/soan?loai={kinds['HD']}", 422, files=brought(files[name], name),
        department_id="", kind_id=kinds["HD"], code="HD-01", title="Tên đã gõ", source="file",
    )  # fmt: skip
    assert page.find(id="title")["value"] == "Tên đã gõ"
    assert page.find(id="file-error") is not None


def test_two_pdf_files_are_compared(browse: Browse, in_force: Make, acting: Any, sign: Any) -> None:
    from iso_app.documents import services
    from iso_app.documents.services import Plan

    in_force()
    with acting("snv.staff") as actor:
        body = services.upload(actor, pdf("Quy trình mới"), name="moi.pdf")
        services.begin_revision(actor, queries.document(actor, 1), body=body, plan=Plan())
    page = browse("snv.iso_secretary").get("/tai-lieu/1/so-sanh/1/2")
    assert page.find("ins") is not None
    picture = browse("snv.iso_secretary").client.get("/tai-lieu/1/lan/2/trang/1")
    assert picture.mimetype == "image/png"
    assert browse("snv.iso_secretary").client.get("/tai-lieu/1/lan/2/trang/9").status_code == 404


def test_remarks_and_sending_back(browse: Browse, submitted: Make, sign: Any, read: Any) -> None:
    _, revision_id = submitted()
    sign("snv.staff", revision_id)
    secretary = browse("snv.iso_secretary")
    page = secretary.get("/tai-lieu/1/lan/1?doan=1")
    assert "Quy định cách kiểm soát" in page.find(id="gop-y").get_text()
    secretary.post("/tai-lieu/1/lan/1/gop-y", passage="1", words="Ghi rõ hơn")
    secretary.post("/tai-lieu/1/lan/1/gop-y", 200, passage="1", words="")
    back = secretary.get("/tai-lieu/1/lan/1/tra-lai")
    digest = back.find(id="shown_digest")["value"]
    secretary.post("/tai-lieu/1/lan/1/tra-lai", shown_digest=digest, reason="Sửa mục 1")
    assert read(Revision, revision_id).is_draft
    staff = browse("snv.staff")
    assert "Sửa mục 1" in staff.get("/tai-lieu/1/lan/1").get_text()
    staff.post("/tai-lieu/1/lan/1/gop-y/1", words="Đã ghi rõ")
    assert "Đã ghi rõ" in staff.get("/tai-lieu/1/lan/1").get_text()
    staff.get("/viec")


def test_what_changed_since_one_looked(browse: Browse, submitted: Make, acting: Any) -> None:
    from iso_app.documents import services
    from iso_app.documents.content import Written
    from iso_app.documents.services import Plan

    _, revision_id = submitted()
    leader = browse("snv.leader")
    leader.post("/tai-lieu/1/lan/1/da-xem")
    with acting("snv.staff") as actor:
        revision = queries.revision_read(actor, revision_id)
        services.recall(actor, revision, reason="Sửa")
        services.save(actor, revision, body=Written({"purpose": "Khác hẳn"}), plan=Plan())
        services.submit(actor, revision, shown_digest=revision.content_digest)
    assert leader.get("/tai-lieu/1/lan/1").find("a", href="/tai-lieu/1/lan/1/tu-lan-xem-truoc") is not None
    page = leader.get("/tai-lieu/1/lan/1/tu-lan-xem-truoc")
    assert "Khác hẳn" in page.select_one(".doc-red ins").get_text()


def test_the_authority_reads_what_is_in_force_and_no_draft(
    browse: Browse, in_force: Make, drafted: Make
) -> None:
    known, _ = in_force("QT-01")
    draft, _ = drafted("QT-02")
    inspector = browse("tdc.inspector")
    page = inspector.get("/tai-lieu").get_text()
    assert "QT-01" in page
    assert "QT-02" not in page
    inspector.get(f"/tai-lieu/{known}")
    inspector.get(f"/tai-lieu/{known}/lan/1")
    inspector.get(f"/tai-lieu/{draft}", 404)
    inspector.get(f"/tai-lieu/{draft}/lan/1", 404)
    browse("xa.iso_secretary").get(f"/tai-lieu/{known}", 404)
    browse("snv.auditor").get(f"/tai-lieu/{draft}", 404)
    browse("snv.auditor").get(f"/tai-lieu/{known}")


def test_the_register_as_page_and_files(browse: Browse, in_force: Make) -> None:
    in_force("QT-01")
    auditor = browse("snv.auditor")
    page = auditor.get("/danh-muc-tai-lieu")
    assert [th.get_text() for th in page.find("thead").find_all("th")] == [
        "STT", "Mã hiệu", "Tên tài liệu", "Loại", "Đơn vị soạn thảo", "Lần ban hành", "Ngày hiệu lực",
        "Tình trạng", "Hạn soát xét",
    ]  # fmt: skip
    for kind, start in (("docx", b"PK"), ("xlsx", b"PK"), ("pdf", b"%PDF")):
        assert auditor.client.get(f"/danh-muc-tai-lieu/tep/{kind}").data.startswith(start)
    browse("tdc.inspector").get("/danh-muc-tai-lieu?co-quan=ST-SNV")


def test_kinds_of_the_province_and_of_an_agency(
    browse: Browse, kinds: dict[str, int], acting: Any, world: Any
) -> None:
    admin = browse("tdc.province_admin")
    admin.get("/loai-tai-lieu")
    page = admin.get(f"/loai-tai-lieu/{kinds['HD']}")
    given = {
        "version": page.find(id="version")["value"], "code": "HD", "name": "Hướng dẫn", "document_class": "instruction",
        "code_pattern": "HD.{number}", "review_months": "36", "is_used": "y",
        "step_order": ["1", "2", "3"], "step_meaning": ["drafted", "approved", ""],
        "step_who": ["", "role:leader", ""],
    }  # fmt: skip
    admin.post(f"/loai-tai-lieu/{kinds['HD']}", **given)
    given["version"] = admin.get(f"/loai-tai-lieu/{kinds['HD']}").find(id="version")["value"]
    admin.post(f"/loai-tai-lieu/{kinds['HD']}", 422, **{**given, "step_meaning": ["drafted", "", ""]})
    secretary = browse("snv.iso_secretary")
    secretary.get("/loai-tai-lieu")
    secretary.get(f"/loai-tai-lieu/{kinds['HD']}/rieng")
    post = world.post["snv.auditor"]
    secretary.post(
        f"/loai-tai-lieu/{kinds['HD']}/rieng", code_pattern="", review_months="6",
        step_order=["1", "2", "2"], step_meaning=["drafted", "approved", "approved"],
        step_who=["", "role:leader", f"post:{post}"],
    )  # fmt: skip
    with acting("snv.iso_secretary") as actor:
        terms = queries.terms_of(actor.agency_id or 0, queries.kind(kinds["HD"]))
        assert terms.code_pattern == "HD.{number}"
        assert terms.review_months == 6
        assert [step.post_id for step in terms.steps] == [None, None, post]


def test_on_paper_before_through_the_page(browse: Browse, kinds: dict[str, int]) -> None:
    secretary = browse("snv.iso_secretary")
    secretary.post(
        f"/tai-lieu/them/da-ban-hanh?loai={kinds['CS']}", files=brought(pdf("Chính sách"), "cs.pdf"),
        department_id="", kind_id=kinds["CS"], code="CS-01",
        title="Chính sách chất lượng", number="2", effective_on="05/01/2021",
        basis="Quyết định số 12/QĐ-SNV ngày 05/01/2021",
    )  # fmt: skip
    assert "Quyết định số 12/QĐ-SNV" in secretary.get("/tai-lieu/1").get_text()
    browse("snv.staff").get(f"/tai-lieu/them/da-ban-hanh?loai={kinds['CS']}", 403)


def test_edit_withdraw_and_begin_anew(browse: Browse, in_force: Make, kinds: dict[str, int]) -> None:
    in_force()
    leader, secretary = browse("snv.leader"), browse("snv.iso_secretary")
    page = secretary.get("/tai-lieu/1/sua")
    version = page.find(id="version")["value"]
    secretary.post(
        "/tai-lieu/1/sua",
        version=version,
        department_id="",
        kind_id=kinds["QT"],
        code="QT-01",
        title="Tên mới",
    )
    secretary.post(
        "/tai-lieu/1/sua",
        409,
        version=version,
        department_id="",
        kind_id=kinds["QT"],
        code="QT-01",
        title="Tên khác",
    )
    secretary.post("/tai-lieu/1/lan-moi", source="same", change_summary="Sửa", must_be_read_again="y")
    assert "Quy định cách kiểm soát" in secretary.get("/tai-lieu/1/lan/2/soan").get_text()
    draft = secretary.get("/tai-lieu/1/lan/2/bo").find(id="version")["value"]
    secretary.post("/tai-lieu/1/lan/2/bo", version=draft, reason="Không cần")
    shown = leader.get("/tai-lieu/1/huy-bo").find(id="version")["value"]
    leader.post("/tai-lieu/1/huy-bo", version=shown, reason="Bỏ")
    assert "Hết hiệu lực từ" in leader.get("/tai-lieu/1").get_text()
    secretary.get("/tai-lieu/1/lan-moi", 403)
