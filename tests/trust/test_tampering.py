"""Whoever holds the database can change the trail; nobody can do it unseen."""

import hashlib
import json
import random
from itertools import product
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from iso_app.core.actor import operator
from iso_app.db import db
from iso_app.db.unit_of_work import unit_of_work
from iso_app.demo.accounts import PASSWORD
from iso_app.reports import queries as reports
from iso_app.reports import services as reporting
from iso_app.reports.models import Snapshot
from iso_app.signatures.models import Signature
from iso_app.trail import anchors, verify
from iso_app.trail.chain import COVERED, digest_of
from iso_app.trail.cli import anchor_trail, verify_trail
from iso_app.trail.services import write
from tests.support.drills import size

CHAINS = ("agency:1", "agency:2", "agency:10", "province:1", "system")
ENTRIES = 250
EDITS = size(320, 10_000)
COLUMNS = [*COVERED, "digest"]


def _keep(turn, chains):
    with unit_of_work():
        rows = [
            {
                "chain": chain,
                "subject_type": "department",
                "subject_id": turn,
                "subject_label": f"Phòng {turn}",
                "changes": {"name": [None, f"Tên “{turn}”"], "valid_to": ["2021-01-05", None]},
                "facts": {"turn": turn, "open": turn % 2 == 0, "names": ["a", "đ"]},
            }
            for chain in chains
        ]
        write(operator(), "department.made", rows)


@pytest.fixture
def trail(app):
    """Chains of different lengths, anchored before the last entries; gives the anchors."""
    chance = random.Random(7)  # the same trail every time
    home = app.extensions["settings"].home
    (home / anchors.FILENAME).unlink(missing_ok=True)
    kept = 0
    while kept < ENTRIES:
        chains = chance.sample(CHAINS, chance.randint(1, len(CHAINS)))
        _keep(kept, chains)
        kept += len(chains)
        if chance.random() < 0.1:
            anchors.anchor(home)
    anchors.anchor(home)
    yield SimpleNamespace(home=home, known=anchors.read(home).heads, entries=kept)
    (home / anchors.FILENAME).unlink(missing_ok=True)


def _broken(intruder, trail):
    return verify.verify(intruder, trail.known).broken


def _entries(intruder, chain):
    query = text("SELECT * FROM trail_entry WHERE chain = :chain ORDER BY position")
    return [dict(row) for row in intruder.execute(query, {"chain": chain}).mappings()]


def _other(chance, column, value):
    """Another value of the kind the column holds."""
    if column == "position":
        return value + chance.choice((-1, 1)) * 10_000
    if column in {"subject_id", "person_id"}:
        return (value or 0) + chance.randint(1, 9)
    if column == "at":
        at = verify._moment(value)
        moved = at.replace(microsecond=(at.microsecond + chance.randint(1, 999)) % 1_000_000)
        return moved.replace(tzinfo=None).isoformat(" ") if isinstance(value, str) else moved
    if column in {"changes", "facts"}:
        return _other_content(chance, verify._parsed(value))
    if column in {"previous", "digest"}:
        return f"{int(value or '0', 16) ^ (1 << chance.randrange(256)):064x}"
    at = chance.randrange(len(value) + 1)
    return value[:at] + chance.choice("xyzđ ") + value[at:]


def _other_content(chance, content):
    key = chance.choice(sorted(content))
    content[key] = chance.choice([None, "khác", [content[key]], {"a": content[key]}])
    return json.dumps(content)


def _edit(intruder, chance, entry, column):
    value = _other(chance, column, entry[column])
    intruder.execute(
        text(f"UPDATE trail_entry SET {column} = :value WHERE id = :id"), {"value": value, "id": entry["id"]}
    )


@pytest.mark.drill
def test_every_single_edit_is_found_where_it_was_made(trail, intruder, figure):
    chance = random.Random(11)
    entries = [entry for chain in CHAINS for entry in _entries(intruder, chain)]
    found = 0
    for turn in range(EDITS):
        entry, column = chance.choice(entries), COLUMNS[turn % len(COLUMNS)]
        _edit(intruder, chance, entry, column)
        broken = _broken(intruder, trail)
        assert broken is not None, f"{column} of {entry['chain']} {entry['position']} was changed unseen"
        if column not in {"position", "chain"}:  # a moved entry shows first where it is missing
            assert (broken.chain, broken.position, broken.id) == (
                entry["chain"],
                entry["position"],
                entry["id"],
            )
        found += 1
        intruder.rollback()
    assert _broken(intruder, trail) is None
    figure(f"trail: {found} of {EDITS} single edits among {len(entries)} entries found")


def test_a_changed_head_is_found(trail, intruder):
    for chain, (column, value) in product(CHAINS, {"length": 1, "head": "0" * 64}.items()):
        intruder.execute(
            text(f"UPDATE trail_chain SET {column} = :value WHERE key = :key"), {"value": value, "key": chain}
        )
        assert _broken(intruder, trail).chain == chain
        intruder.rollback()


def _delete_first(intruder):
    intruder.execute(text("DELETE FROM trail_entry WHERE chain = 'agency:2' AND position = 1"))


def _delete_middle(intruder):
    intruder.execute(text("DELETE FROM trail_entry WHERE chain = 'agency:2' AND position = 5"))


def _delete_last(intruder):
    entry = _entries(intruder, "agency:2")[-1]
    intruder.execute(text("DELETE FROM trail_entry WHERE id = :id"), {"id": entry["id"]})


def _insert(intruder, entry):
    stored = entry | {name: json.dumps(verify._parsed(entry[name])) for name in ("changes", "facts")}
    names = ", ".join(stored)
    places = ", ".join(f":{name}" for name in stored)
    intruder.execute(text(f"INSERT INTO trail_entry ({names}) VALUES ({places})"), stored)


def _new(intruder, entry, **given):
    """A copy of an entry with an honest digest."""
    made = entry | {"id": 1_000_000 + entry["id"]} | given
    parsed = {name: verify._parsed(made[name]) for name in ("changes", "facts")}
    made["digest"] = digest_of(made | parsed | {"at": verify._moment(made["at"])})
    return made


def _append_one(intruder):
    last = _entries(intruder, "agency:2")[-1]
    _insert(intruder, _new(intruder, last, position=last["position"] + 1, previous=last["digest"]))


def _append_to_unknown_chain(intruder):
    entry = _entries(intruder, "agency:2")[0]
    _insert(intruder, _new(intruder, entry, chain="agency:77"))


def _copy_from_another_chain(intruder):
    last, other = _entries(intruder, "agency:2")[-1], _entries(intruder, "agency:1")[3]
    copied = {"id": 1_000_001, "chain": "agency:2", "position": last["position"] + 1}
    _insert(intruder, other | copied)
    _set_head(intruder, "agency:2", last["position"] + 1, other["digest"])


def _set_head(intruder, chain, length, head):
    intruder.execute(
        text("UPDATE trail_chain SET length = :length, head = :head WHERE key = :key"),
        {"length": length, "head": head, "key": chain},
    )


def _swap(intruder):
    one, two = _entries(intruder, "agency:2")[4:6]
    for id_, position in ((one["id"], -1), (two["id"], one["position"]), (one["id"], two["position"])):
        intruder.execute(
            text("UPDATE trail_entry SET position = :p WHERE id = :id"), {"p": position, "id": id_}
        )


def _cut_tail(intruder):
    """The careful way: with the head moved back, nothing inside the database is wrong."""
    kept = _entries(intruder, "agency:2")[:-3]
    intruder.execute(
        text("DELETE FROM trail_entry WHERE chain = 'agency:2' AND position > :p"),
        {"p": kept[-1]["position"]},
    )
    _set_head(intruder, "agency:2", len(kept), kept[-1]["digest"])


def _recompute(intruder):
    """The careful way: an edit, and every later digest made anew."""
    previous = ""
    for entry in _entries(intruder, "agency:2"):
        verb = "department.forged" if entry["position"] == 5 else entry["verb"]
        forged = _new(intruder, entry, verb=verb, previous=previous)
        intruder.execute(
            text(
                "UPDATE trail_entry SET verb = :verb, previous = :previous, digest = :digest WHERE id = :id"
            ),
            {"verb": verb, "previous": previous, "digest": forged["digest"], "id": entry["id"]},
        )
        previous = forged["digest"]
    _set_head(intruder, "agency:2", entry["position"], previous)


def _remove_chain(intruder):
    intruder.execute(text("DELETE FROM trail_entry WHERE chain = 'agency:2'"))


def _remove_chain_and_head(intruder):
    _remove_chain(intruder)
    intruder.execute(text("DELETE FROM trail_chain WHERE key = 'agency:2'"))


def _old_backup(intruder):
    """Every chain as it was some entries ago, whole in itself."""
    for chain in CHAINS:
        kept = _entries(intruder, chain)[:-2]
        statement = text("DELETE FROM trail_entry WHERE chain = :chain AND position > :position")
        intruder.execute(statement, {"chain": chain, "position": len(kept)})
        _set_head(intruder, chain, len(kept), kept[-1]["digest"])


def _empty(intruder):
    intruder.execute(text("DELETE FROM trail_entry"))
    intruder.execute(text("DELETE FROM trail_chain"))


SEEN_BY_THE_CHAIN = (
    _delete_first, _delete_middle, _delete_last, _append_one, _append_to_unknown_chain,
    _copy_from_another_chain, _swap, _remove_chain,
)  # fmt: skip
SEEN_BY_ANCHORS_ONLY = (_cut_tail, _recompute, _remove_chain_and_head, _old_backup, _empty)


@pytest.mark.drill
def test_every_larger_forgery_is_found(trail, intruder, figure):
    """And what needs the anchors is known exactly."""
    attacks = SEEN_BY_THE_CHAIN + SEEN_BY_ANCHORS_ONLY
    for attack in attacks:
        attack(intruder)
        by_itself = verify.verify(intruder).broken
        broken = _broken(intruder, trail)
        intruder.rollback()
        assert broken is not None, attack.__name__
        assert str(broken).startswith(f"Chuỗi {broken.chain}")
        assert (by_itself is None) == (attack in SEEN_BY_ANCHORS_ONLY), attack.__name__
    figure(
        f"trail: {len(attacks)} of {len(attacks)} larger forgeries found (cut, swap, recompute, old backup)"
    )


def test_no_false_alarm_while_the_trail_grows(trail, app):
    entries = trail.entries
    for turn in range(5):
        _keep(turn, CHAINS)
        entries += len(CHAINS)
        with db.engine.connect() as connection:
            found = verify.verify(connection, anchors.read(trail.home).heads)
        assert (found.broken, found.chains, found.entries) == (None, len(CHAINS), entries)
        assert anchors.anchor(trail.home) == len(CHAINS)
        assert anchors.anchor(trail.home) == 0


def test_portions_do_not_hide_a_link(trail, intruder, monkeypatch):
    monkeypatch.setattr(verify, "PORTION", 7)
    found = verify.verify(intruder, trail.known)
    assert (found.broken, found.entries) == (None, trail.entries)
    _delete_middle(intruder)
    assert _broken(intruder, trail).position == 6
    intruder.rollback()


def test_a_changed_file_of_anchors_is_found(trail):
    path = trail.home / anchors.FILENAME
    one, two, three, *rest = path.read_bytes().splitlines(keepends=True)
    edited = two.replace(b'+00:00"', b'+00:01"')
    for harmed in (
        [one, edited, three],
        [one, three],
        [one, three, two],
        [two, three],
        [one, b"{}\n", three],
    ):
        path.write_bytes(b"".join(harmed + rest))
        with pytest.raises(anchors.DamagedAnchors):
            anchors.read(trail.home)
        with pytest.raises(anchors.DamagedAnchors):
            anchors.anchor(trail.home)
        assert CliRunner().invoke(verify_trail).exit_code == 1


def test_a_line_half_written_when_the_power_went_is_no_alarm(trail):
    path = trail.home / anchors.FILENAME
    before = anchors.read(trail.home)
    path.write_bytes(path.read_bytes() + b'{"at": "2021-')
    assert anchors.read(trail.home).heads == before.heads
    _keep(1, CHAINS)
    assert anchors.anchor(trail.home) == len(CHAINS)
    assert anchors.read(trail.home).lines == before.lines + 1


def test_the_commands_say_what_they_found(trail, intruder):
    told = CliRunner().invoke(anchor_trail)
    assert (told.exit_code, told.output) == (0, "Đã neo 0 chuỗi có mục mới.\n")
    told = CliRunner().invoke(verify_trail)
    assert told.exit_code == 0, told.output
    assert f"{len(CHAINS)} chuỗi, {trail.entries} mục" in told.output
    _delete_middle(intruder)
    intruder.commit()
    told = CliRunner().invoke(verify_trail)
    assert told.exit_code == 1
    assert "Chuỗi agency:2, vị trí 6 (id " in told.output


@pytest.fixture
def issued(soc_trang, as_person):
    """A table signed and issued, and a draft beside it that may change; gives the number of the former."""
    with as_person("chuyenvien@soctrang.example") as actor:
        for year in (2021, 2020):
            reporting.draft(actor, code="phu-luc-1", year=year, as_of=None)
        reporting.freeze(actor, reports.snapshot("PL-2021-0001"))
    with as_person("lanhdao@soctrang.example") as actor:
        snapshot = reports.snapshot("PL-2021-0001")
        reporting.issue(actor, snapshot, shown_digest=snapshot.digest, password=PASSWORD)
    return "PL-2021-0001"


def _copied(table, **given):
    """`(columns) SELECT …` of the first row of a table, with some columns as SQL says instead."""
    names = [column.name for column in table.columns]
    values = ", ".join(given.get(name, name) for name in names)
    return f"{table.name} ({', '.join(names)}) SELECT {values} FROM {table.name} WHERE id = 1"


FORGED = json.dumps({"rows": []})
FORGED_DIGEST = hashlib.sha256(FORGED.encode()).hexdigest()
FORGED_SIGNATURE = f"content_digest = '{FORGED_DIGEST}'"
FORGED_TABLE = f"content = '{FORGED}', digest = '{FORGED_DIGEST}'"
NO_TABLE = "state = 'draft', digest = '', content = '', frozen_at = NULL, issued_at = NULL"
OF_SIGNATURES = (
    *(f"UPDATE signature SET {change}" for change in (
        FORGED_SIGNATURE, "subject_id = 77", "subject_type = 'agency'", "meaning = 'reviewed'",
        "person_id = person_id - 1", "person_name = 'Ai đó'", "post_label = ''", "proved_by = ''",
        "signed_at = '2021-01-05 00:00:00'",
    )),
    "DELETE FROM signature",
    f"INSERT INTO {_copied(Signature.__table__, id='990')}",
)  # fmt: skip
OF_TABLES = (
    *(f"UPDATE report_snapshot SET {change} WHERE id = 1" for change in (
        f"content = '{FORGED}'", FORGED_TABLE, "content = content || ' '", "state = 'frozen', issued_at = NULL",
        "year = 2019", "number = 'PL-2019-0001'", "issued_at = '2021-01-05 00:00:00'", "as_of = '2019-12-31'",
        NO_TABLE,
    )),
    "DELETE FROM report_snapshot WHERE id = 1",
    f"INSERT INTO {_copied(Snapshot.__table__, id='990', number=repr('PL-2021-0990'))}",
)  # fmt: skip
REPLACED = {
    "signature": f"REPLACE INTO {_copied(Signature.__table__, content_digest=repr(FORGED_DIGEST))}",
    "report_snapshot": f"REPLACE INTO {_copied(Snapshot.__table__, content=repr(FORGED), digest=repr(FORGED_DIGEST))}",
}


def test_what_is_sealed_beside_the_chain_is_compared_with_it(issued, intruder, figure):
    attacks = [("signature", sql) for sql in OF_SIGNATURES] + [("report_snapshot", sql) for sql in OF_TABLES]
    if intruder.dialect.name == "sqlite":
        attacks += REPLACED.items()
    assert verify.verify(intruder).broken is None
    for table, statement in attacks:
        assert intruder.execute(text(statement)).rowcount == 1, statement
        broken = verify.verify(intruder).broken
        assert broken is not None, statement
        if broken.id is None:
            assert "không có mục nhật ký nào" in str(broken)
            assert "990" in statement
        else:
            query = text("SELECT subject_type FROM trail_entry WHERE id = :id AND position = :position")
            named = intruder.scalar(query, {"id": broken.id, "position": broken.position})
            assert named == table, statement
        intruder.rollback()
    intruder.execute(text("UPDATE report_snapshot SET year = 2018, made_by = 'Ai đó' WHERE digest = ''"))
    assert verify.verify(intruder).broken is None
    intruder.rollback()
    figure(f"sealed: {len(attacks)} of {len(attacks)} edits of signatures and issued tables found")


def test_the_command_names_a_rewritten_table(issued, intruder):
    assert CliRunner().invoke(verify_trail).exit_code == 0
    intruder.execute(text(f"UPDATE report_snapshot SET {FORGED_TABLE} WHERE number = '{issued}'"))
    intruder.commit()
    told = CliRunner().invoke(verify_trail)
    assert told.exit_code == 1
    assert "Chuỗi province:" in told.output
    assert "bảng đã chốt số 1 đã bị sửa: content" in told.output
