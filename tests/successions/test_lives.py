"""Any sequence of reorganisations leaves each agency one thing a day, everybody a parent, and the past alone."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from iso_app.agencies.models import Applicability, Level
from iso_app.sheets import Row
from iso_app.successions.compute import Edge, Facts, Life, Stretch, acts_of
from iso_app.successions.models import SuccessionKind
from iso_app.successions.verify import settle

SINCE, FIRST = date(2010, 1, 1), date(2025, 7, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(4)]
TREE = {"t": "", "h1": "t", "h2": "t", "x1": "h1", "x2": "h1", "x3": "h2", "x4": "t"}
KEYS = [*TREE, "n1", "n2"]


def province():
    def life(number, key, parent):
        level = {"t": Level.PROVINCE, "h": Level.DISTRICT, "x": Level.COMMUNE}[key[0]]
        facts = Facts(key, "", level, list(Level).index(level), parent, Applicability.MANDATORY)
        return Life(key, [Stretch(SINCE, None, facts, number)], number)

    return {key: life(number, key, parent) for number, (key, parent) in enumerate(TREE.items())}


IN_PLACE = [SuccessionKind.RENAME, SuccessionKind.MOVE, SuccessionKind.CHANGE_LEVEL]
COMMUNES = [key for key in KEYS if key[0] in "xn"]


@st.composite
def likely(draw):
    """The (kind, old, new) of an act as a province would do it."""
    kind = draw(st.sampled_from(SuccessionKind))
    some = draw(st.lists(st.sampled_from(COMMUNES), min_size=2, max_size=3, unique=True))
    key = draw(st.sampled_from(KEYS))
    if kind is SuccessionKind.MERGE:
        return [(kind, old, draw(st.just(some[0]) | st.just("n1"))) for old in some[:2]]
    if kind is SuccessionKind.SPLIT:
        return [(kind, some[0], new) for new in some]
    if kind in IN_PLACE:
        return [(kind, key, key)]
    return [(kind, "", "n1") if kind is SuccessionKind.FOUND else (kind, key, "")]


@st.composite
def wild(draw):
    return [(draw(st.sampled_from(SuccessionKind)), draw(st.sampled_from(KEYS)), draw(st.sampled_from(KEYS)))]


@st.composite
def rows(draw):
    """Rows of a file, sensible or not: what cannot be done has to be found out."""
    edges = []
    for act in draw(st.lists(likely() | likely() | likely() | wild(), min_size=1, max_size=5)):
        day = draw(st.sampled_from(DAYS))
        parent = draw(st.sampled_from(["t", "t", "", "n2", "h1"])) if act[0][2] not in TREE else ""
        if act[0][0] is SuccessionKind.MOVE:
            parent = draw(st.sampled_from(KEYS))
        for kind, old, new in act:
            raw = dict.fromkeys(("kind", "old_code", "new_code", "new_name", "level", "parent", "day"), "")
            row = Row(len(edges) + 2, raw, raw)
            name = draw(st.sampled_from([new, new, f"{new} mới"])) if new else ""
            level = Level.COMMUNE if new in COMMUNES else None
            edges.append(Edge(row, kind, day, old, new, new, name, level, parent if new else ""))
    return edges


@given(rows())
def test_whatever_is_done_leaves_a_province_that_is_one(edges):
    before = province()
    acts = acts_of(edges)
    ground, faults, bad = settle(before, frozenset(), acts, [])
    assert bad == {line for fault in faults for line in (fault.row.line, *fault.also)}
    assert all(act.lines <= bad or not act.lines & bad for act in acts)
    after = {life.code: life for life in ground.everybody()}
    for life in after.values():
        follows_itself(life)
        for day in (*DAYS, DAYS[-1] + timedelta(days=1)):
            there = life.on(day)
            if there is not None and there.facts.parent:
                assert after[there.facts.parent].on(day) is not None
    for key, life in before.items():
        assert after[key].on(FIRST - timedelta(days=1)).facts == life.on(FIRST - timedelta(days=1)).facts
        assert life.last.ends is None, "what was read of the database is never written to"


def follows_itself(life):
    """One stretch after another, without two on one day; only the last one may be open."""
    for stretch in life.stretches:
        assert stretch.ends is None or stretch.begins <= stretch.ends
    for one, other in zip(life.stretches, life.stretches[1:], strict=False):
        assert one.ends is not None
        assert one.ends < other.begins


@given(rows())
def test_a_file_a_day_comes_to_the_same_as_one_file(edges):
    ground, _, bad = settle(province(), frozenset(), acts_of(edges), [])
    done = [edge for edge in edges if edge.line not in bad]
    lives, told = province(), frozenset()
    for day in DAYS:
        of_day = [edge for edge in done if edge.day == day]
        past = until(lives, day)
        step, faults, _ = settle(lives, told, acts_of(of_day), [])
        assert faults == []
        lives = {life.code: life.copy() for life in step.everybody()}
        assert until(lives, day) == past, "whatever was counted for a day before stays as it was"
        told |= {(edge.old, edge.new, edge.day) for edge in of_day}
    assert {key: spoken(life) for key, life in lives.items()} == {
        life.code: spoken(life) for life in ground.everybody()
    }


def until(lives, day):
    """Every agency as it was on each day before `day`: what a report of such a day is made of."""
    days = [FIRST - timedelta(days=1), *(each for each in DAYS if each < day)]
    return {
        (key, each): there.facts for key, life in lives.items() for each in days if (there := life.on(each))
    }


def spoken(life):
    return [(stretch.begins, stretch.ends, stretch.facts) for stretch in life.stretches]
