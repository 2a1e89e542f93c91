"""Documents that were there before the template: linked to a version; files compared, merged, followed by hand."""

from collections.abc import Callable
from typing import Any

import pytest

from iso_app.core.clock import today
from iso_app.core.errors import DomainError, NotFound, NotPermitted, Stale
from iso_app.documents import queries as documents
from iso_app.documents import services as document_services
from iso_app.documents.content import StepRow, Written, passages_of_written, written_of
from iso_app.documents.kinds import Source
from iso_app.documents.services import DocumentFacts, FileBody, Plan
from iso_app.documents.workflow import RevisionState
from iso_app.model_sets import queries, services
from iso_app.model_sets.content import section_headed, written_of_file
from iso_app.model_sets.kinds import Outcome
from iso_app.tasks.workflow import TaskState
from iso_app.trail.queries import history
from tests.model_sets.conftest import FIRST, SECOND, mine_of, publish, tell
from tests.model_sets.test_copies import BEHIND, CURRENT, DRAFTING, stands, tasks_of
from tests.model_sets.test_pages import filled
from tests.support.world import World

Acting = Callable[..., Any]
FILE = (
    ("SỞ NỘI VỤ", "paragraph"),
    ("I. MỤC ĐÍCH", "paragraph"),
    ("Quy định cách đánh giá nội bộ.", "paragraph"),
    ("2. Phạm vi áp dụng:", "heading 1"),
    ("Áp dụng cho các phòng của Sở.", "paragraph"),
    ("V. NỘI DUNG", "paragraph"),
    ("TT | Trình tự | Trách nhiệm | Thời gian", "row"),
    ("1 | Lập chương trình | Thư ký ISO | Tháng 1", "row"),
    ("2 | Đánh giá | Đoàn đánh giá | 02 ngày", "row"),
    ("Bảng theo dõi sửa đổi", "paragraph"),
    ("Lần sửa đổi | Vị trí | Nội dung sửa đổi", "row"),
    ("01 | Mục 2 | Thêm phòng mới", "row"),
    ("7. HỒ SƠ", "paragraph"),
    ("Kế hoạch, báo cáo: lưu 03 năm.", "paragraph"),
)


def _body(digest: str = "a", passages: Any = FILE) -> FileBody:
    from iso_app.files import services as files

    stored = files.store(b"%PDF-1.4" + digest.encode(), "application/pdf")
    said = tuple({"text": text, "style": style, "page": None} for text, style in passages)
    return FileBody(
        stored.digest, "quy-trinh.pdf", "application/pdf", 9, said, "" if said else "Là bản chụp."
    )


@pytest.fixture
def own(acting: Acting, kinds: dict[str, int]) -> Callable[..., int]:
    """`own(body)`: a document of `snv` in force since before the template; its id."""

    def make(body: Any = None, code: str = "QT-09") -> int:
        with acting("snv.iso_secretary") as actor:
            facts = DocumentFacts(kinds["QT"], code, "Quy trình đánh giá của Sở")
            document = document_services.open_document(actor, actor.agency_id or 0, facts=facts)
            document_services.bring_in(
                actor, document, body=body or _body(), number=3, effective_on=today(), basis="QĐ 12/QĐ-SNV"
            )
            return int(document.id)

    return make


def _link(
    acting: Acting, template_id: int, document_id: int, number: int = 1, by: str = "snv.iso_secretary"
) -> None:
    with acting(by) as actor:
        template = queries.template(actor, template_id)
        document = documents.document(actor, document_id)
        digest = queries.likeness(document, queries.version(template, number)).digest
        services.link(actor, document, template=template, number=number, shown_digest=digest)


def _linked_before_the_second(acting: Acting, template_id: int, own: Callable[..., int]) -> None:
    """A document linked to the first version of a template that has a second one since."""
    _link(acting, template_id, own())
    publish(acting, template_id, SECOND, "Thêm đánh giá chéo")


def test_the_words_of_a_file_become_sections() -> None:
    found = written_of_file({"text": text, "style": style} for text, style in FILE)
    assert found.sections["purpose"] == "SỞ NỘI VỤ\nQuy định cách đánh giá nội bộ."
    assert found.sections["scope"] == "Áp dụng cho các phòng của Sở."
    assert found.sections["records"] == "Kế hoạch, báo cáo: lưu 03 năm."
    assert found.steps == FIRST.steps
    assert [(row.number, row.place, row.change) for row in found.amendments] == [
        ("01", "Mục 2", "Thêm phòng mới")
    ]


def test_what_the_house_prints_is_read_back() -> None:
    assert written_of_file(passages_of_written(FIRST)) == Written(
        dict.fromkeys(("references", "definitions", "body", "forms"), "") | dict(FIRST.sections), FIRST.steps
    )


def test_nothing_of_a_file_is_lost() -> None:
    strange = [
        ("Lời nói đầu", "title"),
        ("a | b", "row"),
        ("Điều 1. Chung", "heading 1"),
        ("chữ", "paragraph"),
    ]
    found = written_of_file({"text": text, "style": style} for text, style in strange)
    assert found.sections["purpose"] == "Lời nói đầu\na | b\nĐiều 1. Chung\nchữ"
    assert section_headed("Mục đích của việc này là quy định cách làm") is None


def test_linked_it_is_followed_as_a_copy(
    acting: Acting, world: World, published: int, own: Callable[..., int]
) -> None:
    document_id = own()
    with acting("tdc.inspector") as actor:
        from iso_app.model_sets.kinds import Audience

        services.push(
            actor, queries.template(actor, published), audience=Audience(), due_on=today(), words=""
        )
    tell(acting, published, only_copies=False)
    _link(acting, published, document_id)
    assert tasks_of(acting, "snv", "template-copy:")[0][1] is TaskState.DONE
    assert stands(acting, published, world.agency["snv"]) == (CURRENT, 1, 1)
    with acting("snv.iso_secretary") as actor:
        assert documents.document(actor, document_id).model_item == "QT-DANH-GIA"
        mine = queries.mine_of_document(document_id)
        assert mine is not None
        assert (mine.copy.outcome, mine.steps[0].outcome) == (Outcome.LINKED, Outcome.LINKED)
        assert "Gắn tài liệu đã có với mẫu" in history("template_copy", mine.copy.id)[0].sentence
        template = queries.template(actor, published)
        with pytest.raises(NotPermitted, match="đã có tài liệu"):
            services.take(actor, actor.agency_id, template=template, code="X", title="X")
    publish(acting, published, SECOND, "Thêm đánh giá chéo")
    tell(acting, published)
    assert stands(acting, published, world.agency["snv"]) == (BEHIND, 1, 1)
    assert tasks_of(acting, "snv", "template-merge:") == [("2", TaskState.OPEN)]


def test_linked_to_an_older_version_the_newest_waits(
    acting: Acting, world: World, published: int, own: Callable[..., int]
) -> None:
    publish(acting, published, SECOND, "Thêm đánh giá chéo")
    _link(acting, published, own(), number=1)
    assert stands(acting, published, world.agency["snv"]) == (BEHIND, 1, 1)
    assert [state for _, state in tasks_of(acting, "snv", "template-merge:")] == [TaskState.OPEN]


def test_who_may_not_link_and_what_not(
    acting: Acting, published: int, own: Callable[..., int], kinds: dict[str, int]
) -> None:
    first, second = own(), own(_body("b"), "QT-10")
    with pytest.raises(NotPermitted):
        _link(acting, published, first, by="snv.staff")
    with pytest.raises(NotFound):
        _link(acting, published, first, by="xa.iso_secretary")
    with acting("snv.iso_secretary") as actor:
        template = queries.template(actor, published)
        document = documents.document(actor, first)
        with pytest.raises(Stale):
            services.link(actor, document, template=template, number=1, shown_digest="0" * 64)
    _link(acting, published, first)
    with pytest.raises(NotPermitted, match="đã có tài liệu theo mẫu"):
        _link(acting, published, second)
    with acting("snv.leader") as actor:
        document_services.withdraw_document(actor, documents.document(actor, first), reason="Bỏ")
    with pytest.raises((DomainError, NotPermitted)):
        _link(acting, published, first)
    _link(acting, published, second)


def test_a_file_in_force_is_merged_into_a_written_draft(
    acting: Acting, world: World, published: int, own: Callable[..., int]
) -> None:
    _linked_before_the_second(acting, published, own)
    with acting("snv.iso_secretary") as actor:
        mine = mine_of(actor, published)
        difference = queries.difference(mine)
        choices = dict.fromkeys(difference.conflicts, "theirs")
        made = services.merge(actor, mine, choices=choices, shown_digest=difference.digest)
        said = written_of(made.written)
        assert (made.number, made.source, made.state) == (4, Source.WRITTEN, RevisionState.DRAFT)
        assert "đánh giá chéo" in said.sections["purpose"]
        assert said.sections["scope"] == "Áp dụng cho các phòng của Sở.", "what the agency changed stays"
        assert StepRow("Lập báo cáo tổng hợp", "Trưởng đoàn", "03 ngày") in said.steps
        assert [row.change for row in said.amendments] == ["Thêm phòng mới"]
    assert stands(acting, published, world.agency["snv"]) == (DRAFTING, 2, 1)


def test_a_file_that_was_mended_by_hand_follows_the_version(
    acting: Acting, world: World, published: int, own: Callable[..., int]
) -> None:
    _linked_before_the_second(acting, published, own)
    with acting("snv.iso_secretary") as actor:
        mine = mine_of(actor, published)
        with pytest.raises(NotPermitted, match="tải lên tệp"):
            services.adopt(actor, mine, shown_digest=mine.revision.content_digest)
        document_services.begin_revision(actor, mine.copy.document, body=_body("c"), plan=Plan())
    with acting("snv.iso_secretary") as actor:
        mine = mine_of(actor, published)
        with pytest.raises(NotPermitted, match="Bản soạn đang là tệp"):
            services.merge(actor, mine, choices={}, shown_digest=queries.difference(mine).digest)
        with pytest.raises(Stale):
            services.adopt(actor, mine, shown_digest="0" * 64)
        services.adopt(actor, mine, shown_digest=mine.revision.content_digest)
    assert stands(acting, published, world.agency["snv"]) == (DRAFTING, 2, 1)
    assert all(state is TaskState.DONE for _, state in tasks_of(acting, "snv", "template-merge:"))


def test_a_scan_shows_what_the_template_changed(
    acting: Acting, published: int, own: Callable[..., int]
) -> None:
    _link(acting, published, own(_body("d", ())))
    publish(acting, published, SECOND, "Thêm đánh giá chéo")
    with acting("snv.iso_secretary") as actor:
        mine = mine_of(actor, published)
        difference = queries.difference(mine)
        assert (queries.unread(mine), difference.conflicts) == ("Là bản chụp.", [])
        with pytest.raises(NotPermitted, match="không đọc được"):
            services.merge(actor, mine, choices={}, shown_digest=difference.digest)


def test_the_pages(browse: Any, acting: Acting, published: int, own: Callable[..., int]) -> None:
    document_id = own()
    secretary = browse("snv.iso_secretary")
    address = f"/mau-tai-lieu/{published}"
    assert secretary.get(address).find("a", href=f"{address}/gan") is not None
    secretary.get(f"{address}/gan")
    page = secretary.get(f"{address}/gan?tai-lieu={document_id}&phien-ban=1")
    assert "Giống mẫu" in page.get_text()
    there = f"{address}/gan?tai-lieu={document_id}&phien-ban=1"
    fields = filled(page)
    assert "Chưa thực hiện được" in secretary.post(there, 200, **fields).get_text()
    secretary.post(there, **fields, confirmed="y")
    assert "Gắn với mẫu, phiên bản 1" in secretary.get(address).get_text(" ", strip=True)
    secretary.get(f"{address}/gan", 403)
    publish(acting, published, SECOND, "Thêm đánh giá chéo")
    merge = secretary.get(f"{address}/ba-ben")
    assert "quy-trinh.pdf" in merge.get_text()
    secretary.get(f"{address}/da-sua-tep", 403)
    with acting("snv.iso_secretary") as actor:
        document = documents.document(actor, document_id)
        document_services.begin_revision(actor, document, body=_body("c"), plan=Plan())
    page = secretary.get(f"{address}/da-sua-tep")
    secretary.post(f"{address}/da-sua-tep", **filled(page), confirmed="y")
    assert "Ghép phiên bản mới, phiên bản 2" in secretary.get(address).get_text(" ", strip=True)
    browse("snv.leader").get(f"{address}/gan", 403)
    browse("tdc.inspector").get(f"{address}/gan", 403)
