"""Lists from Excel or CSV: the authority's into the shared register, an agency's into its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from iso_app.agencies import queries as agencies
from iso_app.core.actor import Actor
from iso_app.core.errors import DomainError, NotFound
from iso_app.core.policy import Sentence, sentence_of
from iso_app.external_documents import policies, queries, services
from iso_app.external_documents.facts import AnyDocument, Facts, Standing, write, write_standing
from iso_app.external_documents.kinds import (
    CLASS_LABELS,
    FORCE_LABELS,
    DocumentClass,
    Force,
    number_key,
)
from iso_app.external_documents.models import ExternalDocument, Subscription
from iso_app.imports.differences import compare
from iso_app.registers.sheets import NamedDepartments
from iso_app.sheets import Column, Problem, Reading, Row, Sheet, choice, day, text, whole
from iso_app.sheets.kind import Change, ImportKind, LineRef, Outcome, Plan

CODE: Final = "van-ban-ben-ngoai"
WORDS: Final[Mapping[Any, str]] = {**CLASS_LABELS, **FORCE_LABELS}
_FORCES: Final = {label: force for force, label in FORCE_LABELS.items()} | {
    "Bị thay thế": Force.REPLACED,
    "Đã thay thế": Force.REPLACED,
}
_CLASSES: Final = {label: kind for kind, label in CLASS_LABELS.items()} | {
    "Luật": DocumentClass.LAW,
    "Bộ luật": DocumentClass.LAW,
    "Quy chuẩn": DocumentClass.REGULATION,
}
_DOCUMENT: Final = (
    Column("number", "Số/ký hiệu", text(100), required=True, aliases=("Số ký hiệu", "Số, ký hiệu")),
    Column("title", "Tên văn bản", text(1000), required=True, aliases=("Tên tài liệu", "Trích yếu")),
    Column("document_class", "Phân loại", choice(_CLASSES), aliases=("Loại văn bản",)),
    Column("issuer", "Cơ quan ban hành", text(300), blank=""),
    Column("issued_on", "Ngày ban hành", day()),
    Column("effective_on", "Ngày hiệu lực", day(), aliases=("Ngày có hiệu lực",)),
    Column("force", "Tình trạng", choice(_FORCES), aliases=("Tình trạng hiệu lực",)),
    Column("replaced_by", "Thay thế bởi", text(100), blank=""),
    Column("ended_on", "Ngày hết hiệu lực", day()),
    Column("link", "Liên kết", text(500), blank=""),
)
_DEPARTMENT: Final = Column("department", "Đơn vị theo dõi", text(200), blank="")
_FOLLOWING: Final = (
    _DEPARTMENT,
    Column("interval_months", "Chu kỳ rà soát (tháng)", whole(1, 60)),
    Column("last_checked_on", "Rà soát gần nhất", day()),
)
SHARED_SHEET: Final = Sheet(CODE, "Văn bản dùng chung", _DOCUMENT, key=("number",))
OWN_SHEET: Final = Sheet(CODE, "Tài liệu bên ngoài", (*_DOCUMENT, *_FOLLOWING), key=("number",))
_HEADS: Final = {column.key: column.head for column in OWN_SHEET.columns}
_COMPARED: Final = (
    "title", "document_class", "issuer", "issued_on", "effective_on", "force", "replaced_by", "ended_on", "link",
)  # fmt: skip
_TERMS: Final = ("department", "interval_months", "last_checked_on")
Lines = Callable[[Sequence[LineRef]], dict[int, int]]


@dataclass(frozen=True)
class _Known:
    """What a line is about: a document that is there (in which register), how it is followed."""

    document: AnyDocument | None = None
    subscription: Subscription | None = None
    department_id: int | None = None


def _values(row: Row, document: AnyDocument | None) -> dict[str, Any]:
    """What the line says of the document; a blank cell leaves what is known."""
    given = {name: row.values[name] for name in _COMPARED}
    if given["force"] is None and given["replaced_by"]:
        given["force"] = Force.REPLACED
    if document is not None:
        return {
            name: getattr(document, name) if value in (None, "") else value for name, value in given.items()
        }
    defaults = {"document_class": DocumentClass.OTHER, "force": Force.IN_FORCE}
    return given | {name: value for name, value in defaults.items() if given[name] is None}


def _facts(row: Row, values: Mapping[str, Any]) -> Facts:
    names = ("title", "document_class", "issuer", "issued_on", "effective_on", "link")
    return Facts(number=row.values["number"], **{name: values[name] for name in names})


def _standing(values: Mapping[str, Any]) -> Standing:
    return Standing(values["force"], values["replaced_by"], values["ended_on"])


def _faults(row: Row, values: Mapping[str, Any]) -> list[Problem]:
    """What the rules of the register refuse, tried on a record that is not kept."""
    trial = ExternalDocument(ended_on=None, replaced_by="", force=Force.IN_FORCE)
    try:
        write(trial, _facts(row, values))
        write_standing(trial, _standing(values))
    except DomainError as refusal:
        key = refusal.field or "number"
        return [Problem("", row.line, _HEADS.get(key, key), row.raw.get(key, ""), sentence_of(refusal))]
    return []


def _doubles(rows: Sequence[Row]) -> list[Problem]:
    """Numbers that differ only in signs and spaces are one: nobody can say which line counts."""
    first: dict[str, int] = {}
    found = []
    for row in rows:
        line = first.setdefault(number_key(row.values["number"]), row.line)
        if line != row.line:
            advice = Sentence(
                "Dòng {line} trùng với dòng {before}; chỉ giữ một trong hai dòng.", line=row.line, before=line
            )
            found.append(Problem("", row.line, _HEADS["number"], row.raw["number"], advice, also=(line,)))
    return found


# -- the shared register ----------------------------------------------------------------------------------------


def plan_shared(actor: Actor, reading: Reading) -> Plan:  # noqa: ARG001 - as every kind's
    """What a list of the authority would do to the shared register."""
    problems = [*reading.problems, *_doubles(reading.rows)]
    wrong = {line for problem in problems for line in (problem.line, *problem.also)}
    changes = []
    for row in reading.rows:
        document = queries.shared_by_key(number_key(row.values["number"]))
        values = _values(row, document)
        faults = _faults(row, values)
        problems += faults
        if not faults and row.line not in wrong:
            old = {name: getattr(document, name) for name in _COMPARED} if document else None
            changes.append(
                compare(
                    SHARED_SHEET, row, old=old, new=values, label=row.values["number"],
                    subject=_Known(document), words=WORDS,
                )
            )  # fmt: skip
    return Plan(tuple(changes), tuple(problems), reading.notes)


def store_shared(actor: Actor, plan: Plan, lines: Lines) -> None:  # noqa: ARG001 - the register is no agency's
    """Enter what is new, correct what is different; what has ended is told to the agencies."""
    province_id = plan.province_id or agencies.province_of(actor).id
    for change in plan.changes:
        known: _Known = change.subject
        values = _values(change.row, known.document)
        facts, standing = _facts(change.row, values), _standing(values)
        if change.outcome is Outcome.NEW:
            services.add_shared(actor, province_id, facts=facts, standing=standing)
        elif change.outcome is Outcome.CHANGED and isinstance(known.document, ExternalDocument):
            services.edit_shared(actor, known.document, facts=facts)
            services.set_standing(actor, known.document, standing=standing)


SHARED = ImportKind(
    code=CODE,
    label="Văn bản dùng chung (tài liệu bên ngoài)",
    sheet=SHARED_SHEET,
    permission=policies.SHARE,
    plan=plan_shared,
    store=store_shared,
    help="Mỗi dòng một văn bản của danh mục dùng chung trong tỉnh. Ô để trống giữ nguyên điều đã biết.",
)


# -- an agency's own list ---------------------------------------------------------------------------------------


def plan_own(actor: Actor, reading: Reading) -> Plan:
    """What a list of an agency would do: follow what the shared register has, enter the rest as its own."""
    agency_id = actor.agency_id or 0
    departments = NamedDepartments.of(agency_id, _DEPARTMENT)
    followed = {s.document.folded: s for s in queries.to_check(agency_id, until=None)}
    problems = [*reading.problems, *_doubles(reading.rows)]
    wrong = {line for problem in problems for line in (problem.line, *problem.also)}
    changes = []
    for row in reading.rows:
        if (fault := departments.fault_in(row)) is not None:
            problems.append(fault)
            continue
        known = _known(row, followed, departments.id_in(row))
        values = _values(row, known.document)
        faults = _faults(row, values)
        problems += faults
        if not faults and row.line not in wrong:
            changes.append(_own_change(row, known, values))
    return Plan(tuple(changes), tuple(problems), reading.notes)


def _known(row: Row, followed: Mapping[str, Subscription], department_id: int | None) -> _Known:
    key = number_key(row.values["number"])
    subscription = followed.get(key)
    document = subscription.document if subscription else queries.shared_by_key(key)
    return _Known(document, subscription, department_id)


def _own_change(row: Row, known: _Known, values: Mapping[str, Any]) -> Change:
    """A document of the shared register is followed as it is: only how it is followed is the agency's."""
    terms = {name: row.values[name] for name in _TERMS}
    shared = isinstance(known.document, ExternalDocument)
    new = {} if shared else dict(values)
    old = None
    if (followed := known.subscription) is not None:
        there = {
            "department": followed.department.name if followed.department else "",
            "interval_months": followed.interval_months,
            "last_checked_on": followed.last_checked_on,
        }
        terms = {name: there[name] if value in (None, "") else value for name, value in terms.items()}
        old = there | ({} if shared else {name: getattr(known.document, name) for name in _COMPARED})
    return compare(
        OWN_SHEET, row, old=old, new=new | terms, label=row.values["number"], subject=known, words=WORDS
    )


def store_own(actor: Actor, plan: Plan, lines: Lines) -> None:  # noqa: ARG001 - the file itself is kept
    """Follow what is new; correct what is the agency's own."""
    agency_id = actor.agency_id or 0
    province_id = agencies.province_of(actor).id
    for change in plan.changes:
        if change.outcome is Outcome.NEW:
            _begin(actor, agency_id, province_id, change)
        elif change.outcome is Outcome.CHANGED:
            _correct(actor, change)


def _begin(actor: Actor, agency_id: int, province_id: int, change: Change) -> None:
    known: _Known = change.subject
    values = change.row.values
    terms = services.Terms(
        department_id=known.department_id,
        interval_months=values["interval_months"] or services.USUAL_MONTHS,
        last_checked_on=values["last_checked_on"],
    )
    if isinstance(known.document, ExternalDocument):
        services.follow(actor, agency_id, documents=[known.document], terms=terms)
        return
    said = _values(change.row, None)
    services.add_own(
        actor, agency_id, province_id=province_id, facts=_facts(change.row, said), standing=_standing(said),
        terms=terms,
    )  # fmt: skip


def _correct(actor: Actor, change: Change) -> None:
    known: _Known = change.subject
    subscription = known.subscription
    if subscription is None:
        raise NotFound("Không tìm thấy văn bản này trong danh mục của cơ quan.")
    if subscription.own_document is not None:
        values = _values(change.row, subscription.own_document)
        services.edit_own(actor, subscription, facts=_facts(change.row, values))
        services.set_own_standing(actor, subscription, standing=_standing(values))
    row = change.row.values
    terms = services.Terms(
        department_id=known.department_id or subscription.department_id,
        interval_months=row["interval_months"] or subscription.interval_months,
        last_checked_on=row["last_checked_on"],
    )
    services.take_over(actor, subscription, terms=terms)


OWN = ImportKind(
    code=CODE,
    label="Danh mục tài liệu bên ngoài",
    sheet=OWN_SHEET,
    permission=policies.KEEP,
    plan=plan_own,
    store=store_own,
    help="Văn bản có trong danh mục dùng chung của tỉnh thì được theo dõi ở đó; văn bản khác thành văn bản riêng.",
)
