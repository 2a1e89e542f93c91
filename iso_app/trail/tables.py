"""The list of the trail: the province's with all its agencies, an agency's own."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from sqlalchemy import ColumnElement

from iso_app.core.actor import Actor
from iso_app.core.dates import show_moment
from iso_app.core.text import fold
from iso_app.trail import kinds, queries, words
from iso_app.trail.models import TrailEntry
from iso_app.web.filters import each_word, on_day, since, until
from iso_app.web.found import FoundPage
from iso_app.web.languages import locale, say
from iso_app.web.table import AnyRow, Column, Empty, Filter, Table, TablePage

FEW = 20_000  # entries that are found by their chains sooner than among those of a whole country


def trail(actor: Actor) -> Table:
    """The table for an actor: whoever sees a province also sees, and filters by, the agency."""
    return _PROVINCE if actor.sees_province else _AGENCY


def page(actor: Actor) -> TablePage:
    """The page of the list that the request's address asks for.

    Where most entries there are are one's own, the newest are found by going back from the last, and the chains know
    how many they are. Else the newest of a few are found by gathering the ids of all; of many by going back, past those
    of others.
    """
    asked = trail(actor).page(queries.entries())
    if actor.scope.is_system:
        return asked
    own, all_there_are = queries.numbers_of_entries()
    found = FoundPage(asked.table, asked.base, asked.asked, asked.endpoint, asked.view_args)
    is_whole = not asked.chosen and asked.sort[0] is _WHEN
    if is_whole and 2 * own >= all_there_are:
        return replace(found, known=own)
    if own > FEW:
        return asked
    return replace(found, known=own, gathered=True) if is_whole else found


def _owner(row: AnyRow) -> str:
    return row.agency or (say("Toàn tỉnh") if row.chain.startswith("province:") else say("Hệ thống"))


def _changes(row: AnyRow) -> str:
    return "; ".join(_change(*told) for told in queries.changes_of(row))


def _change(label: str, old: str | None, new: str | None) -> str:
    return f"{label}: {new}" if old == "" else f"{label}: {old or '–'} → {new or '–'}"


def _of_kind(kind: str) -> ColumnElement[bool]:
    return TrailEntry.verb.in_(
        [verb for verb in words.verbs() if verb.partition(".")[0] in kinds.nouns(kind)]
    )


def _by(typed: str) -> ColumnElement[bool]:
    """Names are compared without diacritics; there are few of them."""
    names = {name: fold(name) for name in queries.actors()}

    def has(word: str) -> ColumnElement[bool]:
        return TrailEntry.actor_name.in_([name for name, folded in names.items() if word in folded])

    return each_word(has)(typed)


def _verbs() -> Sequence[tuple[str, str]]:
    return _verbs_in(locale())


@cache  # as long as the words of a language
def _verbs_in(_language: str) -> Sequence[tuple[str, str]]:
    """Each sentence once: the acts that read alike are found together."""
    first_of = {words.bare(verb): verb for verb in reversed(words.verbs())}
    return sorted(
        ((verb, words.name_of_verb(verb)) for verb in first_of.values()), key=lambda choice: choice[1]
    )


_WHEN = Column("when", "Thời điểm", lambda row: show_moment(row.at), sort=TrailEntry.id)
_WHAT = Column("what", "Việc đã làm", queries.sentence)
_WHO = Column("who", "Người thực hiện", lambda row: say(queries.who(row)), sort=TrailEntry.actor_name)
_WHOSE = Column("agency", "Cơ quan", _owner)
_CHANGED = Column("changes", "Thay đổi", _changes, optional=True)
_PLACE = Column("place", "Vị trí trong chuỗi", lambda row: f"{row.chain} #{row.position}", optional=True)

_DAY = Filter("day", "Ngày", on_day(TrailEntry.at), is_day=True)
_VERB = Filter("verb", "Việc", lambda verb: TrailEntry.verb.in_(words.alike(verb)), _verbs)
_SINCE = Filter("from", "Từ ngày", since(TrailEntry.at), is_day=True)
_TO = Filter("to", "Đến ngày", until(TrailEntry.at), is_day=True)
_KIND = Filter("kind", "Loại việc", _of_kind, lambda: tuple(kinds.LABELS.items()))
_PERSON = Filter("person", "Người thực hiện", _by)
_OF = Filter("agency", "Cơ quan", lambda chain: TrailEntry.chain == chain, queries.agencies)

_EMPTY = Empty(
    "Chưa có việc nào được ghi", "Mỗi thay đổi trong phần mềm được ghi lại tại đây, không sửa hay xóa được."
)

_PROVINCE = Table(
    label="Nhật ký",
    columns=(_WHEN, _WHAT, _WHOSE, _WHO, _CHANGED, _PLACE),
    identity=TrailEntry.id,
    default_sort="-when",
    empty=_EMPTY,
    filters=(_KIND, _VERB, _OF, _PERSON, _SINCE, _TO, _DAY),
)
_AGENCY = Table(
    label="Nhật ký",
    columns=(_WHEN, _WHAT, _WHO, _CHANGED, _PLACE),
    identity=TrailEntry.id,
    default_sort="-when",
    empty=_EMPTY,
    filters=(_KIND, _VERB, _PERSON, _SINCE, _TO, _DAY),
)
