"""Documents in force for every agency of a province, about 2 KB of text each, inserted as rows with their trail."""

import random
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import insert, select

from bench import rosters
from iso_app.agencies.models import Agency, Province
from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.text import fold, sort_key
from iso_app.db import db
from iso_app.documents import services
from iso_app.documents.content import Written, digest_of_written, passages_of_written
from iso_app.documents.kinds import Source
from iso_app.documents.models import Document, DocumentKind, Revision, RevisionText
from iso_app.documents.reading import words_of, words_of_passages
from iso_app.documents.workflow import DocumentState, RevisionState
from iso_app.trail.services import explain_rows, write

AN_AGENCY = 33
FIRST = 1  # the id of a document of the first province
IN_FORCE = date(2025, 1, 6)
RARE = "thủy văn"  # stands in one document of a province
_TALK = (
    "quy trình tiếp nhận hồ sơ giải quyết thủ tục hành chính cán bộ công chức kiểm soát đánh giá nội bộ lãnh đạo phê"
    " duyệt báo cáo định kỳ mục tiêu chất lượng khắc phục phòng ngừa rủi ro cơ hội người dân tổ chức thời hạn kết quả"
    " biểu mẫu lưu trữ phân công trách nhiệm xem xét cải tiến bộ phận một cửa"
)
_WORDS = _TALK.split()
_SUBJECTS = (
    "Kiểm soát thông tin dạng văn bản", "Đánh giá nội bộ", "Xem xét của lãnh đạo", "Hành động khắc phục",
    "Quản lý rủi ro", "Tiếp nhận hồ sơ", "Cấp giấy phép", "Giải quyết khiếu nại", "Tuyển dụng", "Văn thư",
)  # fmt: skip


def fill(actor: Actor, roster: rosters.Roster, index: int) -> None:
    """The kinds of a province and 33 documents an agency, each in force by a decision on paper."""
    owners = db.session.execute(
        select(Agency.id, Agency.province_id).where(Agency.code.in_(roster.codes[1:])).order_by(Agency.id)
    ).all()
    services.take_default_kinds(actor, db.session.get_one(Province, owners[0].province_id))
    query = select(DocumentKind.id).where(DocumentKind.province_id == owners[0].province_id)
    kinds = list(db.session.scalars(query))
    chance = random.Random(index)
    agencies = [owner.id for owner in owners for _ in range(AN_AGENCY)]
    written = list(_texts(chance, len(agencies)))
    documents = [_document(n, agency, kinds) for n, agency in enumerate(agencies)]
    ids = _insert(Document, documents)
    revisions = [
        _revision(agency, id_, body) for agency, id_, body in zip(agencies, ids, written, strict=True)
    ]
    revision_ids = _insert(Revision, revisions)
    texts = [
        _text(row, revision, document, body)
        for row, revision, document, body in zip(revisions, revision_ids, documents, written, strict=True)
    ]
    _insert(RevisionText, texts)
    entries = [
        {
            "chain": f"agency:{row['agency_id']}", "subject_type": "document", "subject_id": id_,
            "subject_label": row["code"], "changes": {}, "facts": {},
        }
        for id_, row in zip(ids, documents, strict=True)
    ]  # fmt: skip
    write(actor, "document.opened", entries)


def _texts(chance: random.Random, number: int) -> Iterator[Written]:
    for place in range(number):
        paragraphs = ["\n".join(" ".join(chance.choices(_WORDS, k=40)) for _ in range(2)) for _ in range(5)]
        keys = ("purpose", "scope", "references", "body", "records")
        sections = dict(zip(keys, paragraphs, strict=True))
        if place == number // 2:
            sections["body"] += f"\nSố liệu {RARE} của trạm."
        yield Written(sections)


def _document(number: int, agency_id: int, kinds: Sequence[int]) -> dict[str, Any]:
    place = number % AN_AGENCY
    code = f"QT-{place + 1:02}"
    title = f"Quy trình {_SUBJECTS[place % len(_SUBJECTS)].lower()} {place // len(_SUBJECTS) + 1}"
    return {
        "agency_id": agency_id, "kind_id": kinds[place % len(kinds)], "code": code, "code_folded": fold(code),
        "sort_code": sort_key(code), "title": title, "folded": fold(f"{code} {title}"), "sort_title": sort_key(title),
        "state": DocumentState.IN_FORCE, "opened_at": now(), "in_force_at": now(), "version": 1,
    }  # fmt: skip


def _revision(agency_id: int, document_id: int, body: Written) -> dict[str, Any]:
    plain = body.plain()
    return {
        "agency_id": agency_id, "document_id": document_id, "number": 1, "state": RevisionState.EFFECTIVE,
        "source": Source.WRITTEN, "written": plain, "content_digest": digest_of_written(plain),
        "author_name": "Phép đo", "made_at": now(), "saved_at": now(), "saved_by": "Phép đo",
        "effective_on": IN_FORCE, "in_force_at": now(), "paper_basis": "Quyết định số 1/QĐ", "version": 1,
    }  # fmt: skip


def _text(
    revision: dict[str, Any], revision_id: int, document: dict[str, Any], body: Written
) -> dict[str, Any]:
    passages = passages_of_written(body)
    return {
        "agency_id": revision["agency_id"], "revision_id": revision_id, "passages": passages,
        "content_digest": revision["content_digest"], "head": words_of(f"{document['code']} {document['title']}"),
        "body": words_of_passages(passages),
    }  # fmt: skip


def _insert(model: Any, rows: Sequence[dict[str, Any]]) -> list[int]:
    statement = insert(model).returning(model.id, sort_by_parameter_order=True)
    ids = list(db.session.scalars(statement, list(rows)))
    explain_rows(model)
    return ids
