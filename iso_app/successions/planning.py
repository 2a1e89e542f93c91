"""What a list of reorganisations (`sap-xep`) would do to the agencies of a province; nothing is written."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from iso_app.agencies.models import Applicability, Level
from iso_app.core.actor import Actor
from iso_app.core.dates import show_day
from iso_app.core.errors import DomainError
from iso_app.core.policy import NOTHING, Sentence, listed, require, sentence_of
from iso_app.core.text import fold
from iso_app.sheets import Problem, Reading, Row
from iso_app.sheets.kind import Change, Outcome, Plan
from iso_app.successions import policies, queries
from iso_app.successions.compute import Edge, Fault, Ground, Life, acts_of, differences
from iso_app.successions.models import KIND_LABELS, SuccessionKind
from iso_app.successions.queries import Told
from iso_app.successions.verify import settle

_NOTED = 20
_RECORDED = "Việc này đã ghi nhận {stands}; điều đã ghi nhận không sửa được."
_IN_PLACE = {SuccessionKind.RENAME, SuccessionKind.MOVE, SuccessionKind.CHANGE_LEVEL}
# What a row has to say, by what it is about; what it may leave open follows from the predecessors.
_NEEDED = {
    SuccessionKind.MERGE: ("old_code", "new_code"),
    SuccessionKind.SPLIT: ("old_code", "new_code"),
    SuccessionKind.RENAME: ("old_code", "new_name"),
    SuccessionKind.MOVE: ("old_code", "parent"),
    SuccessionKind.CHANGE_LEVEL: ("old_code", "level"),
    SuccessionKind.DISSOLVE: ("old_code",),
    SuccessionKind.FOUND: ("new_code", "new_name", "level"),
}
_UNFIT = {
    SuccessionKind.DISSOLVE: (
        "new_code",
        Sentence("Kết thúc hoạt động thì không có cơ quan mới; để trống ô này."),
    ),
    SuccessionKind.FOUND: (
        "old_code",
        Sentence("Thành lập thì không có cơ quan cũ; để trống mã cũ, hoặc ghi hình thức khác."),
    ),
}
_COUNTED = {
    Level.PROVINCE: "{number} cấp tỉnh",
    Level.DISTRICT: "{number} cấp huyện",
    Level.COMMUNE: "{number} cấp xã",
}


@dataclass(frozen=True)
class Outlook:
    """What storing needs of a plan: the agencies as they will be."""

    ground: Ground


def plan(actor: Actor, reading: Reading) -> Plan:
    """What the rows of the file would record, and every row that cannot be."""
    edges = [_edge(row) for row in reading.rows]
    try:
        province_id = queries.home(actor, _codes(edges))
    except DomainError as refusal:
        every = frozenset(edge.line for edge in edges)
        problem = Problem("", None, None, "", sentence_of(refusal))
        return Plan((), (*reading.problems, problem), reading.notes, reading.bad | every)
    require(policies.may_import(actor, province_id))
    stored, told = queries.lives(province_id), queries.recorded(province_id)
    same = {edge.line for edge in edges if (edge.old, edge.new, edge.day) in told}
    new = [edge for edge in edges if edge.line not in same]
    known = [fault for edge in new for fault in _unfit(edge)]
    ground, faults, bad = settle(stored, frozenset(told), acts_of(new), known)
    otherwise = [fault for e in edges if e.line in same for fault in _told_otherwise(e, told, ground)]
    bad |= {fault.row.line for fault in otherwise}
    problems = (*reading.problems, *(_problem(reading, fault) for fault in (*faults, *otherwise)))
    changes = tuple(_change(e, ground, same=e.line in same) for e in edges if e.line not in bad)
    notes = (*reading.notes, *_other_names(edges, stored), *_effects(ground, province_id))
    return Plan(changes, problems, notes, reading.bad | bad, province_id, Outlook(ground))


def _edge(row: Row) -> Edge:
    values = row.values
    old = (values["old_code"] or "").casefold()
    new_code = values["new_code"] or (values["old_code"] if values["kind"] in _IN_PLACE else "") or ""
    return Edge(
        row, values["kind"], values["day"], old, new_code.casefold(), new_code,
        values["new_name"], values["level"], (values["parent"] or "").casefold(),
    )  # fmt: skip


def _codes(edges: Iterable[Edge]) -> set[str]:
    """Codes that are there before the file: of predecessors, else of parents."""
    edges = list(edges)
    olds = {edge.old for edge in edges if edge.old}
    return olds or {edge.parent for edge in edges if edge.parent}


def _unfit(edge: Edge) -> Iterator[Fault]:
    """What a row lacks, or says too much, for its kind."""
    kind = Sentence(KIND_LABELS[edge.kind])
    for column in _NEEDED[edge.kind]:
        if not edge.row.values[column]:
            yield Fault(edge.row, column, Sentence("{kind} thì phải ghi ô này.", kind=kind))
    column, advice = _UNFIT.get(edge.kind, ("", NOTHING))
    if column and edge.row.values[column]:
        yield Fault(edge.row, column, advice)


def _told_otherwise(
    edge: Edge, told: Mapping[tuple[str, str, date], Told], ground: Ground
) -> Iterator[Fault]:
    """A row that is recorded already, but not as it stands here: what is recorded is never rewritten."""
    before = told[edge.old, edge.new, edge.day]
    number = edge.row.values["number"]
    if edge.kind is not before.kind:
        stands = Sentence("là “{kind}”", kind=Sentence(KIND_LABELS[before.kind]))
        yield Fault(edge.row, "kind", Sentence(_RECORDED, stands=stands))
    if number and number != before.decision_number:
        stands = (
            Sentence("với số “{number}”", number=before.decision_number)
            if before.decision_number
            else Sentence("không có số quyết định")
        )
        yield Fault(edge.row, "number", Sentence(_RECORDED, stands=stands))
    successor = ground.get(edge.new)
    there = successor.on(edge.day) if successor is not None else None
    if there is None:
        return
    differing = differences((edge.name, edge.level, edge.parent), there.facts, ground)
    if differing:
        advice = Sentence(
            "Việc này đã ghi nhận với “{name}” (khác: {what}); "
            "hãy ghi như vậy, chọn ngày khác, hoặc sửa ở trang của cơ quan ấy.",
            name=there.facts.name,
            what=listed(differing),
        )
        yield Fault(edge.row, "new_code", advice)


def _problem(reading: Reading, fault: Fault) -> Problem:
    head = next(column.head for column in reading.sheet.columns if column.key == fault.column)
    advice = fault.advice
    if fault.also:
        shown = ", ".join(str(line) for line in fault.also[:_NOTED]) + (
            "…" if len(fault.also) > _NOTED else ""
        )
        advice = Sentence(
            "{advice} Các dòng cùng việc sắp xếp này cũng chưa lưu: {lines}.", advice=advice, lines=shown
        )
    return Problem("", fault.row.line, head, fault.row.raw[fault.column], advice, fault.also)


# -- what is shown -------------------------------------------------------------------------------------------


def _change(edge: Edge, ground: Ground, *, same: bool) -> Change:
    label = listed((part for part in (_gone(edge, ground), _come(edge, ground)) if part), between=" → ")
    return Change(edge.row, Outcome.SAME if same else Outcome.NEW, label, subject=edge)


def _gone(edge: Edge, ground: Ground) -> str:
    life = ground.get(edge.old) if edge.old else None
    if life is None:
        return ""
    last = edge.day - timedelta(days=1)
    name = f"{_name_on(life, last)} ({life.code})"
    return name if edge.stays else Sentence("{name} kết thúc {day}", name=name, day=show_day(last))


def _come(edge: Edge, ground: Ground) -> str:
    life = ground.get(edge.new) if edge.new else None
    if life is None:
        return ""
    name = f"{_name_on(life, edge.day)} ({life.code})"
    return Sentence("{name} từ {day}", name=name, day=show_day(edge.day))


def _name_on(life: Life, day: date) -> str:
    there = life.on(day)
    return (there or life.last).facts.name


def _other_names(edges: Sequence[Edge], stored: Mapping[str, Life]) -> list[Sentence]:
    """Predecessors that the file calls otherwise than the product did on the day before."""
    notes = []
    for edge in edges:
        life, name = stored.get(edge.old), edge.row.values["old_name"]
        if life is None or not name:
            continue
        ours = _name_on(life, edge.day - timedelta(days=1))
        if fold(ours) != fold(name):
            notes.append(
                Sentence(
                    "Dòng {line}: tệp ghi tên cũ “{name}”, trong phần mềm là “{ours}” ({code}).",
                    line=edge.line,
                    name=name,
                    ours=ours,
                    code=life.code,
                )
            )
    if len(notes) > _NOTED:
        more = Sentence("Còn {number} dòng nữa có tên cũ khác.", number=len(notes) - _NOTED)
        return [*notes[:_NOTED], more]
    return notes


def _effects(ground: Ground, province_id: int) -> Iterator[Sentence]:
    """What follows for agencies, posts, tasks and documents, and who has to declare again, in sentences."""
    ended = [life for key, life in ground.changed.items() if key in ground.ended]
    begun = [life for life in ground.changed.values() if life.id is None]
    altered = len(ground.changed) - len({id(life) for life in (*ended, *begun)})
    if ended:
        levels = _by_level(ended)
        yield Sentence("Kết thúc {number} cơ quan ({levels}).", number=len(ended), levels=levels)
    if begun:
        levels = _by_level(begun)
        yield Sentence("Lập {number} cơ quan mới ({levels}).", number=len(begun), levels=levels)
    if altered:
        yield Sentence("Thay đổi {number} cơ quan vẫn hoạt động.", number=altered)
    last_days = ground.last_days()
    if posts := queries.posts_held_in(province_id, set(last_days)):
        yield Sentence(
            "{number} vị trí công tác ở các cơ quan kết thúc hết hiệu lực theo cơ quan.", number=posts
        )
    nobody = {
        life.id for key, life in ground.changed.items() if key in ground.ended and not ground.ended[key].new
    }
    duties = queries.duties_left(last_days)
    if handed_over := sum(task.agency_id not in nobody for task in duties):
        yield Sentence(
            "{number} việc đang mở của các cơ quan kết thúc được rút; cơ quan kế tục nhận việc theo lịch nghĩa vụ "
            "và các kỳ báo cáo còn hạn.",
            number=handed_over,
        )
    if dropped := len(duties) - handed_over:
        yield Sentence(
            "{number} việc đang mở của các cơ quan kết thúc không có cơ quan kế tục được rút.", number=dropped
        )
    if documents := queries.documents_in_force_of(set(last_days) - nobody):
        yield Sentence(
            "{number} tài liệu đang hiệu lực của các cơ quan kết thúc chờ cơ quan kế tục quyết định tiếp nhận hay "
            "không; cho đến khi ấy vẫn hiệu lực và đọc được.",
            number=documents,
        )
    if documents := queries.documents_in_force_of(set(last_days) & nobody):
        yield Sentence(
            "{number} tài liệu đang hiệu lực ở lại hồ sơ của các cơ quan kết thúc không có cơ quan kế tục, vẫn đọc "
            "được.",
            number=documents,
        )
    declaring = [life for life in begun if life.last.facts.applicability is not Applicability.OUT_OF_SCOPE]
    if declaring:
        yield Sentence(
            "{number} cơ quan mới phải công bố lại hệ thống quản lý chất lượng.", number=len(declaring)
        )


def _by_level(lives: Sequence[Life]) -> Sentence:
    numbers = Counter(life.last.facts.level for life in lives)
    return listed(
        Sentence(words, number=numbers[level]) for level, words in _COUNTED.items() if numbers[level]
    )
