"""Documents in force for every agency of a province, about 2 KB of text each, inserted as rows with their trail."""

import random
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, func, insert, select, text

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
from iso_app.documents.reading import place_of, words_of
from iso_app.documents.workflow import DocumentState, RevisionState
from iso_app.trail.services import explain_rows, write

AN_AGENCY = 31
FIRST = 1  # the id of a document of the first province
IN_FORCE = date(2025, 1, 6)
RARE = "thủy văn"  # stands in one document of a province
SENTENCES = 4_000
_TALK = (
    "quy trình tiếp nhận hồ sơ giải quyết thủ tục hành chính cán bộ công chức kiểm soát đánh giá nội bộ lãnh đạo phê"
    " duyệt báo cáo định kỳ mục tiêu chất lượng khắc phục phòng ngừa rủi ro cơ hội người dân tổ chức thời hạn kết quả"
    " biểu mẫu lưu trữ phân công trách nhiệm xem xét cải tiến bộ phận một cửa"
)
_ONSETS = "b c ch d đ g gi h kh l m n ng nh ph qu r s t th tr v x"
_RHYMES = "a ai am an ang anh ao ap át ăn ăng âm ân âng e ê em en ế i ia iên in inh o oa oan ôi ông ơ ơn u ua ương ưu"
_SUBJECTS = (
    "Kiểm soát thông tin dạng văn bản", "Đánh giá nội bộ", "Xem xét của lãnh đạo", "Hành động khắc phục",
    "Quản lý rủi ro", "Tiếp nhận hồ sơ", "Cấp giấy phép", "Giải quyết khiếu nại", "Tuyển dụng", "Văn thư",
)  # fmt: skip


class Said(NamedTuple):
    """What a document says, and its folded words."""

    body: Written
    words: str


def fill(actor: Actor, roster: rosters.Roster, index: int) -> None:
    """The kinds of a province and its agencies' documents, each in force by a decision on paper."""
    owners = db.session.execute(
        select(Agency.id, Agency.province_id).where(Agency.code.in_(roster.codes[1:])).order_by(Agency.id)
    ).all()
    province_id = owners[0].province_id
    services.take_default_kinds(actor, db.session.get_one(Province, province_id))
    kinds = list(db.session.scalars(select(DocumentKind.id).where(DocumentKind.province_id == province_id)))
    agencies = [owner.id for owner in owners for _ in range(AN_AGENCY)]
    said = list(_texts(random.Random(index), len(agencies)))
    documents = [_document(n, agency, kinds) for n, agency in enumerate(agencies)]
    ids = _insert(Document, documents)
    revisions = [
        _revision(agency, id_, each.body) for agency, id_, each in zip(agencies, ids, said, strict=True)
    ]
    revision_ids = _insert(Revision, revisions)
    texts = [
        _text(row, revision, document, each) | {"place": place_of(province_id, row["agency_id"])}
        for row, revision, document, each in zip(revisions, revision_ids, documents, said, strict=True)
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


@cache
def _sentences() -> list[tuple[str, str]]:
    """Sentences of officials' words among rarer ones, each with its folded words: folding takes longest."""
    chance = random.Random(0)
    rare = [onset + rhyme for onset in _ONSETS.split() for rhyme in _RHYMES.split()]
    found = []
    for _ in range(SENTENCES):
        words = chance.choices(_TALK.split(), k=34) + chance.choices(rare, k=6)
        chance.shuffle(words)
        sentence = " ".join(words).capitalize() + "."
        found.append((sentence, words_of(sentence)))
    return found


def _texts(chance: random.Random, number: int) -> Iterator[Said]:
    keys = ("purpose", "scope", "references", "body", "records")
    for place in range(number):
        chosen = chance.choices(_sentences(), k=10)
        sections = {key: f"{chosen[2 * n][0]}\n{chosen[2 * n + 1][0]}" for n, key in enumerate(keys)}
        words = " ".join(folded for _, folded in chosen)
        if place == number // 2:
            sections["body"] += f"\nSố liệu {RARE} của trạm."
            words += " " + words_of(RARE)
        yield Said(Written(sections), words)


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


def _text(revision: dict[str, Any], revision_id: int, document: dict[str, Any], said: Said) -> dict[str, Any]:
    return {
        "agency_id": revision["agency_id"], "revision_id": revision_id,
        "passages": passages_of_written(said.body), "content_digest": revision["content_digest"],
        "head": words_of(f"{document['code']} {document['title']}"), "body": said.words,
    }  # fmt: skip


def _insert(model: Any, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert rows under ids taken beforehand: nothing has to come back. Gives the ids in order."""
    kind = cast("Table", model.__table__)
    ids = _taken(kind, len(rows))
    numbered = [{"id": id_} | row for id_, row in zip(ids, rows, strict=True)]
    db.session.connection().execute(insert(kind), numbered)
    explain_rows(model)
    return ids


def _taken(kind: Table, number: int) -> list[int]:
    if db.session.connection().dialect.name == "postgresql":
        query = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :number)")
        return list(db.session.connection().scalars(query, {"name": kind.name, "number": number}))
    highest = db.session.connection().scalar(select(func.coalesce(func.max(kind.c.id), 0))) or 0
    return list(range(highest + 1, highest + 1 + number))
