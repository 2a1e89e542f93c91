"""Documents of the demonstration: full sets of three agencies, a beginning of others, one office at its work."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from iso_app.accounts import queries as account_queries
from iso_app.accounts.sessions import actor_of, posts_held
from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.errors import NotFound
from iso_app.db.scope import acting_in
from iso_app.demo.accounts import AUTHORITY, OFFICE, SUCCESSOR
from iso_app.documents import queries, services
from iso_app.documents.content import AmendmentRow, StepRow, Written
from iso_app.documents.models import Document, Revision
from iso_app.documents.services import DocumentFacts, Plan

FILE = Path(__file__).parent / "data" / "tai-lieu.yaml"
SETS = (OFFICE, AUTHORITY, SUCCESSOR)
BEGUN = ("ST-STC", "ST-SXD", "ST-SYT", "ST-SKHCN", "ST-SCT")  # have only the first documents
HOW_MANY_BEGUN = 4
DAYS_BETWEEN = 23
STAFF, SECRETARY, LEADER = "canbo@snv.example", "thuky@snv.example", "giamdoc@snv.example"


def build_documents(actor: Actor) -> None:
    """The kinds, what is in force, and an office in the middle of its work."""
    services.take_default_kinds(actor, agencies.province_of(actor))
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))["documents"]
    kinds = {kind.code: kind.id for kind in queries.kinds()}
    clauses = queries.clause_ids("tcvn-iso-9001-2015")
    for code in (*SETS, *BEGUN):
        agency = agencies.by_code(code)
        if agency is None:
            continue
        for place, row in enumerate(rows if code in SETS else rows[:HOW_MANY_BEGUN]):
            facts = _facts(row, kinds, clauses)
            document = services.open_document(actor, agency.id, facts=facts)
            day = today() - timedelta(days=30 + DAYS_BETWEEN * place)
            bring_in(actor, agency, document, row, order=place, day=day)
    office = agencies.by_code(OFFICE)
    if office is not None:
        _at_work(office, kinds)


def _facts(row: Mapping[str, Any], kinds: Mapping[str, int], clauses: Mapping[str, int]) -> DocumentFacts:
    code, name = row.get("tthc", ("", ""))
    return DocumentFacts(
        kinds[row["kind"]],
        row["code"],
        row["title"],
        clauses=[clauses[number] for number in row["clauses"] if number in clauses],
        model_item=row.get("item"),
        tthc_code=code,
        tthc_name=name,
    )


def _written(row: Mapping[str, Any], agency: Agency) -> Written:
    sections = {key: words.replace("{co_quan}", agency.name) for key, words in row["sections"].items()}
    steps = tuple(StepRow(*(part.strip() for part in line.split("|"))) for line in row.get("steps", ()))
    return Written(sections, steps)


def bring_in(
    actor: Actor, agency: Agency, document: Document, row: Mapping[str, Any], *, order: int, day: date
) -> Revision:
    """A row as a revision that a decision on paper put into force on a day."""
    basis = f"Quyết định số {order + 11}/QĐ-{agency.short_name or agency.code} ngày {day:%d/%m/%Y}"
    return services.bring_in(
        actor, document, body=_written(row, agency), number=1 + order % 3, effective_on=day, basis=basis
    )


def person(email: str) -> Actor:
    """Whoever has this account, acting in their post."""
    found = account_queries.seen_by_email(email)
    post = next((post for post in posts_held(found.id, today()) if not post.for_name), None)
    if post is None:
        raise NotFound("Tài khoản minh họa {email} không giữ vị trí nào.", email=email)
    return actor_of(found.id, found.full_name, post)


def _at_work(office: Agency, kinds: Mapping[str, int]) -> None:
    """Of the office: a procedure signed anew, one in review, one sent back, one waiting for its day, one withdrawn."""
    known = {document.code: document for document, _ in queries.in_force(office.id)}
    changed = Plan("Rút ngắn thời gian xem xét còn 02 ngày; thêm bước lấy ý kiến.", None)
    sign_all(revise(known["QT-01"], changed, ("Xem xét", "03 ngày", "02 ngày")))
    soon = today() + timedelta(days=12)
    sign_all(
        revise(known["QT-02"], Plan("Bổ sung đánh giá chéo.", soon), ("Đánh giá", "bộ phận", "bộ phận khác"))
    )
    _sign_first(revise(known["QT-04"], Plan("Làm rõ trách nhiệm của đơn vị.", None), ("đơn vị", "05", "03")))
    _sent_back(_new(office, kinds["TTHC"], "QT-TTHC-03", "Quy trình tuyển dụng công chức"))
    _new(office, kinds["HD"], "HD-03", "Hướng dẫn sử dụng chữ ký số")
    leader = person(LEADER)
    with acting_in(leader.scope):
        reason = "Gộp vào quy trình tiếp nhận và trả kết quả tại bộ phận một cửa."
        services.withdraw_document(leader, known["HD-02"], reason=reason)


def revise(document: Document, plan: Plan, words: tuple[str, str, str]) -> Revision:
    """The next revision of a document by the staff, handed in: one word changed, as the table of amendments says."""
    place, old, new = words
    staff = person(SECRETARY)
    with acting_in(staff.scope):
        current = next(r for d, r in queries.in_force(document.agency_id) if d.id == document.id)
        plain = dict(current.written or {})
        sections = {key: text.replace(old, new) for key, text in plain["sections"].items()}
        steps = tuple(StepRow(**{k: v.replace(old, new) for k, v in row.items()}) for row in plain["steps"])
        amended = AmendmentRow(
            f"{current.number + 1:02}", place, plan.change_summary, f"{today():%d/%m/%Y}", ""
        )
        body = Written(sections, steps, (amended,))
        revision = services.begin_revision(staff, document, body=body, plan=plan)
        services.submit(staff, revision, shown_digest=revision.content_digest)
    return revision


def _new(office: Agency, kind_id: int, code: str, title: str) -> Revision:
    staff = person(STAFF)
    with acting_in(staff.scope):
        document = services.open_document(staff, office.id, facts=DocumentFacts(kind_id, code, title))
        sections = {
            "purpose": f"Quy định trình tự, trách nhiệm khi thực hiện: {title.lower()}.",
            "scope": f"Áp dụng tại {office.name}.",
            "body": "Thông báo được đăng công khai. Hồ sơ được kiểm tra trong 05 ngày làm việc.",
        }
        return services.begin_revision(staff, document, body=Written(sections), plan=Plan("Soạn mới."))


def _sign(email: str, revision: Revision) -> None:
    signer = person(email)
    with acting_in(signer.scope):
        step = next(step for step in queries.steps_of_round(revision) if step.is_waiting)
        services.sign(signer, revision, step, shown_digest=revision.content_digest, password="", prove=_shown)


def _shown(_actor: Actor, _password: str) -> None:
    """Nobody of the demonstration has to prove who they are while it is built."""


def _sign_first(revision: Revision) -> None:
    _sign(SECRETARY, revision)


def sign_all(revision: Revision) -> None:
    """The office signs what its secretary handed in."""
    for email in (SECRETARY, "danhgia@snv.example", LEADER):
        _sign(email, revision)


def _sent_back(revision: Revision) -> None:
    staff, secretary = person(STAFF), person(SECRETARY)
    with acting_in(staff.scope):
        services.submit(staff, revision, shown_digest=revision.content_digest)
    _sign(STAFF, revision)
    with acting_in(secretary.scope):
        services.comment(secretary, revision, words="Ghi rõ căn cứ pháp lý và nơi lưu hồ sơ.", passage=1)
        services.send_back(
            secretary, revision, shown_digest=revision.content_digest, reason="Thiếu tài liệu viện dẫn."
        )
