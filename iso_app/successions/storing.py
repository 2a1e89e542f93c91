"""Writes what a planned list of reorganisations says: periods closed and opened, each change explained."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import select

from iso_app.agencies.models import Agency, AgencyPeriod
from iso_app.agencies.services import folded
from iso_app.core.actor import Actor
from iso_app.core.announcements import announce
from iso_app.core.clock import now, today
from iso_app.core.dates import show_day
from iso_app.core.policy import require
from iso_app.core.text import sort_key
from iso_app.db import db
from iso_app.imports.models import ImportLine
from iso_app.sheets.kind import LineRef, Outcome, Plan
from iso_app.successions import policies, services
from iso_app.successions.compute import Edge, Facts, Ground, Life, Stretch
from iso_app.successions.events import AgenciesReorganised
from iso_app.successions.models import KIND_LABELS, Succession
from iso_app.tasks import services as tasks
from iso_app.trail.services import explain, note, record

Lines = Callable[[Sequence[LineRef]], dict[int, int]]


def store(actor: Actor, plan: Plan, lines: Lines) -> None:
    """Do what the plan's new lines say. Nothing is deleted: who ends keeps what it had, for ever readable."""
    if plan.province_id is None:
        raise ValueError("the province is found before a plan is stored")
    require(policies.may_import(actor, plan.province_id))
    work = _Work(actor, plan.province_id, plan.context.ground)
    work.change()
    edges = [change.subject for change in plan.of(Outcome.NEW)]
    if not edges:
        work.tell(edges, lines)
        return
    since = min(edge.day for edge in edges)
    going_on, heirs = work.hand_over(since), work.heirs(edges)
    work.tell(edges, lines)
    announce(AgenciesReorganised(plan.province_id, since, going_on, heirs))


class _Work:
    """One storing: periods that close, then agencies and periods that begin, then the acts themselves."""

    def __init__(self, actor: Actor, province_id: int, ground: Ground) -> None:
        self.actor = actor
        self.province_id = province_id
        self.ground = ground
        self.changed = ground.changed
        query = select(Agency).where(Agency.province_id == province_id)
        self.agencies = {agency.code.casefold(): agency for agency in db.session.scalars(query)}

    def change(self) -> None:
        """The agencies and their periods become what the plan made of them."""
        self._close()
        for layer in self._new_layers():
            for life in layer:
                self._found(life)
            db.session.flush()
        begun = [period for life in self.changed.values() for period in self._open(life)]
        for period in begun:
            explain(period)
        for key, life in self.changed.items():
            self._explain(self.agencies[key], life)

    def _close(self) -> None:
        """First of all: two open periods of one agency never stand beside each other."""
        query = select(AgencyPeriod).join(Agency, Agency.id == AgencyPeriod.agency_id)
        mine = query.where(Agency.province_id == self.province_id, AgencyPeriod.valid_to.is_(None))
        ends = {s.id: s.ends for life in self.changed.values() for s in life.stretches if s.id is not None}
        closed = []
        for period in db.session.scalars(mine):
            if ends.get(period.id) is not None:
                period.valid_to = ends[period.id]
                closed.append(period)
        for period in closed:
            explain(period)

    def _new_layers(self) -> Iterator[list[Life]]:
        """The new agencies from the top of the tree downwards: a parent has its id before those below it."""
        left = {key: life for key, life in self.changed.items() if life.id is None}
        while left:
            layer = {key: life for key, life in left.items() if life.last.facts.parent not in left}
            if not layer:
                raise ValueError("a plan without problems has a tree without circles")
            yield list(layer.values())
            left = {key: life for key, life in left.items() if key not in layer}

    def _found(self, life: Life) -> None:
        facts, code = life.last.facts, life.code
        agency = Agency(
            province_id=self.province_id, code=code, valid_from=life.stretches[0].begins, is_authority=False,
            folded=folded(facts.name, facts.short_name, code), valid_to=life.last.ends, **self._columns(facts),
        )  # fmt: skip
        db.session.add(agency)
        self.agencies[code.casefold()] = agency

    def _open(self, life: Life) -> list[AgencyPeriod]:
        """The periods that begin; the agency's own columns say what the latest one says."""
        agency = self.agencies[life.code.casefold()]
        begun = [self._period(agency, stretch) for stretch in life.stretches if stretch.id is None]
        db.session.add_all(begun)
        facts = life.last.facts
        for name, value in self._columns(facts).items():
            setattr(agency, name, value)
        agency.valid_to = life.last.ends
        agency.folded = folded(facts.name, facts.short_name, agency.code)
        return begun

    def _period(self, agency: Agency, stretch: Stretch) -> AgencyPeriod:
        columns = self._columns(stretch.facts)
        return AgencyPeriod(agency_id=agency.id, valid_from=stretch.begins, valid_to=stretch.ends, **columns)

    def _columns(self, facts: Facts) -> dict[str, object]:
        return {
            "name": facts.name,
            "short_name": facts.short_name,
            "sort_name": sort_key(facts.name),
            "level": facts.level,
            "group_id": facts.group_id,
            "parent_id": self.agencies[facts.parent].id if facts.parent else None,
            "applicability": facts.applicability,
        }

    def _explain(self, agency: Agency, life: Life) -> None:
        """One sentence an agency, on its own chain; its periods say the same and are explained by it."""
        line = {"line": life.line}
        if life.id is None:
            begins = show_day(life.stretches[0].begins)
            record(self.actor, "agency.succession_begun", agency, label=agency.name, day=begins, **line)
        elif life.last.ends is not None:
            ends = show_day(life.last.ends)
            record(self.actor, "agency.succession_ended", agency, label=agency.name, day=ends, **line)
        else:
            begins = show_day(life.last.begins)
            record(self.actor, "agency.succession_changed", agency, label=agency.name, day=begins, **line)

    def hand_over(self, since: date) -> frozenset[int]:
        """Nobody is left to do what the agencies that end have open; those that go on are asked for what is to come.

        Gives the ids of those that go on.
        """
        services.end_duties(self.actor, self.ground.last_days())
        going_on = [life for life in self.changed.values() if life.last.ends is None]
        ids = frozenset(self.agencies[life.code.casefold()].id for life in going_on)
        tasks.join_calendar(self.actor, self.province_id, ids, since=max(since, today()))
        return ids

    def heirs(self, edges: Sequence[Edge]) -> frozenset[int]:
        """The ids of those into whom others went."""
        return frozenset(
            self.agencies[edge.new].id for edge in edges if edge.old and edge.new and not edge.stays
        )

    # -- the acts --------------------------------------------------------------------------------------------

    def tell(self, edges: Sequence[Edge], lines: Lines) -> None:
        """Record each act with the line of the file that says it."""
        line_ids = lines([LineRef(self._about(edge).id, edge.row) for edge in edges])
        acts = [self._succession(edge, line_ids[edge.line]) for edge in edges]
        db.session.add_all(acts)
        db.session.flush()
        for act in acts:
            explain(act)
        note(
            self.actor,
            "succession.recorded",
            [(act, str(act), {}, {"kind": KIND_LABELS[act.kind], "day": show_day(act.day)}) for act in acts],
        )
        if acts:
            self._keep_enclosed(acts[0])
        db.session.expire_all()

    def _keep_enclosed(self, act: Succession) -> None:
        batch = db.session.get_one(ImportLine, act.import_line_id).batch
        services.keep_enclosed(self.actor, batch, act.day, decision_number=act.decision_number)

    def _about(self, edge: Edge) -> Agency:
        return self.agencies[edge.old or edge.new]

    def _succession(self, edge: Edge, line_id: int) -> Succession:
        old, new = self.agencies.get(edge.old), self.agencies.get(edge.new)
        return Succession(
            province_id=self.province_id,
            kind=edge.kind,
            day=edge.day,
            decision_number=edge.row.values["number"],
            predecessor_id=old.id if old else None,
            predecessor_code=old.code if old else "",
            predecessor_name=self._name(edge.old, edge.day - timedelta(days=1)),
            successor_id=new.id if new else None,
            successor_code=new.code if new else "",
            successor_name=self._name(edge.new, edge.day),
            import_line_id=line_id,
            made_by=self.actor.name,
            made_by_id=self.actor.person_id,
            made_at=now(),
        )

    def _name(self, key: str, day: date) -> str:
        """What an agency was called on a day."""
        life = self.ground.get(key) if key else None
        if life is None:
            return ""
        return (life.on(day) or life.last).facts.name
