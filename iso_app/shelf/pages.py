"""What the page of a shelf shows: where it stands, what may be done, its counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from markupsafe import Markup

from iso_app.core.actor import Actor
from iso_app.core.dates import show_moment
from iso_app.core.policy import Verdict
from iso_app.shelf import policies, queries, tables
from iso_app.shelf.kinds import TO_STORE, VERDICT_LABELS, VERDICT_TONES, LineVerdict
from iso_app.shelf.models import Shelf
from iso_app.shelf.workflow import STATE_LABELS, ShelfState
from iso_app.web.languages import say
from iso_app.web.table import Table, badge


@dataclass(frozen=True)
class Count:
    """A number of lines that leads to them."""

    label: str
    number: int
    url: str
    tone: str | None


@dataclass(frozen=True)
class ShelfPage:
    """A shelf that nobody is at just now. `stopped` says why the last work at it stopped."""

    shelf: Shelf
    state: Markup
    counts: Sequence[Count]
    facts: Sequence[tuple[str, str]]
    to_store: int
    wrong: int
    unlisted: int
    stopped: str
    may_choose_list: Verdict
    may_store: Verdict
    may_discard: Verdict

    @property
    def has_lines(self) -> bool:
        return bool(self.shelf.counts)

    @property
    def is_stored(self) -> bool:
        return self.shelf.state is ShelfState.STORED

    @property
    def is_previewed(self) -> bool:
        return self.shelf.state is ShelfState.PREVIEWED

    @property
    def wants_list(self) -> bool:
        return self.shelf.state is ShelfState.LIST_WANTED


def table_of(shelf: Shelf) -> Table:
    """The lines with what would be done; once that is under way or done, with what became of them."""
    after = {ShelfState.STORED, ShelfState.STORING}
    return tables.RESULT if shelf.state in after else tables.PREVIEW


def shelf_page(actor: Actor, shelf: Shelf) -> ShelfPage:
    """Everything the page of a shelf shows."""
    counts = shelf.counts or {}
    return ShelfPage(
        shelf=shelf,
        state=badge(tables.STATE_TONES[shelf.state], say(STATE_LABELS[shelf.state])),
        counts=_counts(shelf),
        facts=_facts(shelf),
        to_store=sum(counts.get(verdict.value, 0) for verdict in TO_STORE),
        wrong=counts.get(LineVerdict.WRONG.value, 0),
        unlisted=queries.number_unlisted(shelf) if counts else 0,
        stopped=queries.stopped_because(shelf),
        may_choose_list=policies.may_choose_list(actor, shelf, at_work=False),
        may_store=policies.may_store(actor, shelf, at_work=False),
        may_discard=policies.may_discard(actor, shelf, at_work=False),
    )


def _counts(shelf: Shelf) -> list[Count]:
    counts = shelf.counts or {}
    if shelf.state is ShelfState.STORED:
        return [
            _count(shelf, "Đã lưu", counts.get("stored", 0), {"ket-qua": "stored"}, "success"),
            _count(shelf, "Đã có từ trước", counts.get(LineVerdict.SAME.value, 0), {}, None),
            _count(shelf, "Không lưu", counts.get("left_out", 0), {"ket-qua": "left_out"}, "warning"),
        ]
    return [
        _count(shelf, label, counts.get(verdict.value, 0), {"xem": verdict.value}, VERDICT_TONES[verdict])
        for verdict, label in VERDICT_LABELS.items()
        if counts
    ]


def _count(shelf: Shelf, label: str, number: int, asked: dict[str, Any], tone: str | None) -> Count:
    url = url_for("shelf.show", shelf_id=shelf.id, **asked)
    return Count(
        say(label), number, url, tone if number and tone in {"success", "danger", "warning"} else None
    )


def _facts(shelf: Shelf) -> list[tuple[str, str]]:
    facts = [
        (say("Danh mục"), shelf.list_name),
        (say("Cỡ tệp"), tables.show_size(shelf.file_size)),
        (say("Người nhập"), shelf.made_by),
        (say("Tải lên lúc"), show_moment(shelf.made_at)),
    ]
    if shelf.stored_at is not None:
        facts += [(say("Người lưu"), shelf.stored_by), (say("Lưu lúc"), show_moment(shelf.stored_at))]
    return facts
