"""What a file of printed figures would do: each line found in its template, compared with what is stored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from iso_app.agencies import queries as agencies
from iso_app.core.actor import Actor
from iso_app.core.errors import DomainError
from iso_app.core.policy import Sentence, sentence_of
from iso_app.core.text import fold
from iso_app.reports import figures, queries
from iso_app.reports.template import TableTemplate
from iso_app.sheets import Problem, Reading, Row
from iso_app.sheets.kind import Change, Outcome, Plan

NAMED_AT_MOST = 3
HEADS = {"template": "Mẫu bảng", "row": "Mã dòng", "column": "Cột", "year": "Năm", "text": "Giá trị in"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure belongs; the words are those of the template."""

    template: str
    year: int
    source: str
    row: str
    column: str
    label: str

    @property
    def key(self) -> tuple[str, int, str, str, str]:
        return (self.template, self.year, self.source, self.row, self.column)


def plan(actor: Actor, reading: Reading) -> Plan:
    """New, changed and same figures; a line that names no cell is a problem with what would be right."""
    stored = figures.existing()
    finder = _Finder()
    changes: list[Change] = []
    problems = list(reading.problems)
    taken: dict[tuple[str, int, str, str, str], int] = {}
    for row in reading.rows:
        place = finder.find(row)
        if isinstance(place, Problem):
            problems.append(place)
        elif place.key in taken:
            line = taken[place.key]
            advice = Sentence("Số của ô này đã có ở dòng {line}; chỉ giữ một dòng.", line=line)
            problems.append(Problem("", row.line, HEADS["row"], row.values["row"], advice))
        else:
            taken[place.key] = row.line
            changes.append(_change(row, place, stored.get(place.key)))
    province = agencies.province_of(actor)
    return Plan(tuple(changes), tuple(problems), reading.notes, province_id=province.id)


def _change(row: Row, place: Place, old: str | None) -> Change:
    new = row.values["text"]
    if old is None:
        return Change(row, Outcome.NEW, place.label, subject=place)
    if old == new:
        return Change(row, Outcome.SAME, place.label, subject=place)
    return Change(row, Outcome.CHANGED, place.label, ((HEADS["text"], old, new),), place)


class _Finder:
    """Cells by the code of the template and the key, number or words of row and column."""

    def __init__(self) -> None:
        self.codes = {fold(known.code): known.code for known in queries.templates()}
        self.known: dict[tuple[str, int], TableTemplate] = {}

    def find(self, row: Row) -> Place | Problem:
        code = self.codes.get(fold(row.values["template"]))
        if code is None:
            return _wrong(row, "template", self.codes.values(), Sentence("Không có mẫu bảng này"))
        try:
            template = self._template(code, row.values["year"])
        except DomainError as error:
            return Problem("", row.line, HEADS["year"], str(row.values["year"]), sentence_of(error))
        rows = [known for known in template.rows if known.cells]
        found = _one(row.values["row"], [(known.key, known.stt, known.label) for known in rows])
        if found is None:
            return _wrong(row, "row", [known.key for known in rows], Sentence("Mẫu bảng không có dòng này"))
        line = next(known for known in rows if known.key == found)
        columns = [(c.key, "", c.label) for c in template.cell_columns if c.key in line.cells]
        column = _one(row.values["column"], columns)
        if column is None:
            return _wrong(
                row, "column", [key for key, _, _ in columns], Sentence("Dòng này không có số ở cột")
            )
        label = f"{template.title}, {line.label.lstrip('- ')} ({column})"
        return Place(code, row.values["year"], row.values["source"], found, column, label)

    def _template(self, code: str, year: int) -> TableTemplate:
        if (code, year) not in self.known:
            version = queries.template(code)
            self.known[code, year] = queries.expanded(version.body, queries.period(year, None))
        return self.known[code, year]


def _one(typed: str, known: Sequence[tuple[str, str, str]]) -> str | None:
    """The key of what was typed: a key, else words, else a number that only one of them has."""
    wanted = fold(typed)
    for place in range(3):
        form = (0, 2, 1)[place]
        found = [names[0] for names in known if fold(names[form].lstrip("- ")) == wanted]
        if len(found) == 1:
            return found[0]
    return None


def _wrong(row: Row, key: str, known: Iterable[str], what: Sentence) -> Problem:
    names: Mapping[str, str] = {fold(name): name for name in known}
    typed = row.values[key]
    close = get_close_matches(fold(typed), names, n=NAMED_AT_MOST, cutoff=0.5) or list(names)[:12]
    known_names = ", ".join(names[name] for name in close)
    advice = Sentence("{what}; chọn một trong: {names}.", what=what, names=known_names)
    return Problem("", row.line, HEADS[key], typed, advice)
