"""The shipped editions and their mapping are data that everything later points to: checked whole."""

import copy
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

import iso_app
from iso_app.core.text import clean, fold, sort_key

DATA: Final = Path(iso_app.__file__).parent / "standards" / "data"
EDITIONS: Final = ("tcvn-iso-9001-2008", "tcvn-iso-9001-2015")
# Written down a second time, from the numbering of the standards: chapter → its clauses, itself included.
CLAUSES_PER_CHAPTER: Final = {
    "tcvn-iso-9001-2008": {"4": 7, "5": 15, "6": 7, "7": 25, "8": 13},
    "tcvn-iso-9001-2015": {"4": 7, "5": 8, "6": 8, "7": 19, "8": 31, "9": 12, "10": 6},
}
LOWEST: Final = {
    "tcvn-iso-9001-2008": {"4.2.4", "5.5.3", "5.6.3", "6.4", "7.3.7", "7.5.5", "7.6", "8.2.4", "8.5.3"},
    "tcvn-iso-9001-2015": {
        "4.4.2",
        "7.1.5.1",
        "7.1.6",
        "7.5.3.2",
        "8.2.3.2",
        "8.5.6",
        "8.7.2",
        "9.3.3",
        "10.3",
    },
}


def load(stem: str) -> dict[str, Any]:
    data = yaml.safe_load((DATA / f"{stem}.yaml").read_text(encoding="utf-8"))
    assert isinstance(data, dict)
    return data


@pytest.fixture(scope="module", params=EDITIONS)
def edition(request: pytest.FixtureRequest) -> dict[str, Any]:
    return load(request.param)


def numbers_of(stem: str) -> list[str]:
    return [clause["number"] for clause in load(stem)["clauses"]]


# Editions


def test_every_file_is_known() -> None:
    assert sorted(path.stem for path in DATA.iterdir()) == ["mapping-2008-2015", *EDITIONS]


def test_an_edition_says_what_it_is(edition: dict[str, Any]) -> None:
    assert set(edition) == {"code", "year", "title", "names", "clauses"}
    assert edition["code"] in EDITIONS
    assert edition["code"].endswith(f"-{edition['year']}")
    assert set(edition["title"]) == {"vi", "en"}
    assert edition["names"][:2] == [f"TCVN ISO 9001:{edition['year']}", f"ISO 9001:{edition['year']}"]


def test_a_name_means_one_edition() -> None:
    names = [fold(name) for stem in EDITIONS for name in load(stem)["names"]]
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_numbers_are_unique_text_in_natural_order(edition: dict[str, Any]) -> None:
    numbers = [clause["number"] for clause in edition["clauses"]]
    assert all(isinstance(number, str) for number in numbers)  # unquoted, YAML would make 4.10 a 4.1
    assert len(set(numbers)) == len(numbers)
    assert numbers == sorted(numbers, key=lambda number: [int(part) for part in number.split(".")])
    assert numbers == sorted(numbers, key=sort_key)


def test_every_clause_has_its_parent_and_its_elder_sibling(edition: dict[str, Any]) -> None:
    numbers = {clause["number"] for clause in edition["clauses"]}
    for number in numbers:
        parent, _, last = number.rpartition(".")
        assert not parent or parent in numbers
        if parent and int(last) > 1:
            assert f"{parent}.{int(last) - 1}" in numbers


def test_no_clause_is_an_only_child(edition: dict[str, Any]) -> None:
    children = Counter(clause["number"].rpartition(".")[0] for clause in edition["clauses"])
    assert {parent for parent, count in children.items() if count == 1} == set()


@pytest.mark.parametrize("stem", EDITIONS)
def test_the_tree_is_whole(stem: str) -> None:
    numbers = numbers_of(stem)
    assert Counter(number.split(".")[0] for number in numbers) == CLAUSES_PER_CHAPTER[stem]
    assert set(numbers) >= LOWEST[stem]


def test_words_are_there_in_both_languages(edition: dict[str, Any]) -> None:
    for clause in [*edition["clauses"], {"number": "title", **edition["title"]}]:
        assert set(clause) == {"number", "vi", "en"}
        for language in ("vi", "en"):
            words = clause[language]
            assert words, clause["number"]
            assert words == clean(words)
            assert unicodedata.is_normalized("NFC", words)
            assert not words.endswith(".")
        assert clause["en"].isascii(), clause["number"]
        assert clause["vi"] != clause["en"]
        # A short description, not a sentence of the standard.
        assert max(len(clause["vi"]), len(clause["en"])) <= 60, clause["number"]


def test_words_tell_clauses_of_one_edition_apart(edition: dict[str, Any]) -> None:
    for language in ("vi", "en"):
        words = Counter(fold(clause[language]) for clause in edition["clauses"])
        assert [text for text, times in words.items() if times > 1] == []


@pytest.mark.parametrize("path", sorted(DATA.glob("*.yaml")), ids=lambda path: path.stem)
def test_each_file_says_whose_words_it_holds(path: Path) -> None:
    head = path.read_text(encoding="utf-8").split("\n\n", 1)[0]
    assert all(line.startswith("#") for line in head.splitlines())
    assert "our own" in head.lower()


# The mapping


def faults(mapping: dict[str, Any], old: list[str], new: list[str]) -> list[str]:
    """What is wrong with a mapping between two editions whose clause numbers are `old` and `new`."""
    entries = mapping["entries"]
    found = [
        f"{e} has unknown keys" for e in entries if not {"to", "kind"} <= set(e) <= {"from", "to", "kind"}
    ]
    sources = [e["from"] for e in entries if "from" in e]
    targets = Counter(target for e in entries for target in e["to"])
    found += [f"{n} leads nowhere" for n in old if n not in sources]
    found += [f"{n} comes from nowhere" for n in new if n not in targets]
    found += [f"from {n}, unknown" for n in sources if n not in old]
    found += [f"to {n}, unknown" for n in targets if n not in new]
    found += [f"from {n}, twice" for n, times in Counter(sources).items() if times > 1]
    for entry in entries:
        right = _kind(entry.get("from"), entry["to"], targets)
        if entry["kind"] != right:
            found.append(f"{entry} is {right}")
        if entry["to"] != sorted(set(entry["to"]), key=sort_key):
            found.append(f"{entry} is not in order")
    return found


def _kind(source: str | None, to: list[str], targets: Counter[str]) -> str:
    if len(to) != 1:
        return "split" if to else "dropped"
    shared = targets[to[0]] > 1
    if source is None:
        return "neither new nor mapped" if shared else "new"
    if shared:
        return "merged"
    return "same" if to == [source] else "moved"


def test_the_mapping_covers_both_editions_and_its_kinds_are_right() -> None:
    mapping = load("mapping-2008-2015")
    assert set(mapping) == {"from_edition", "to_edition", "entries"}
    assert (mapping["from_edition"], mapping["to_edition"]) == EDITIONS
    assert faults(mapping, *(numbers_of(stem) for stem in EDITIONS)) == []


def test_what_every_agency_knows_about_the_change_is_in_the_mapping() -> None:
    entries = load("mapping-2008-2015")["entries"]
    leads = {entry["from"]: entry["to"] for entry in entries if "from" in entry}
    assert leads["8.2.2"] == ["9.2", "9.2.1", "9.2.2"]  # internal audit
    assert leads["5.6.2"] == ["9.3.2"]  # input of the management review
    assert "10.2.1" in leads["8.5.2"]  # corrective action
    assert "6.1.1" in leads["8.5.3"]  # preventive action became risk
    assert leads["5.5.2"] == ["5.3"]  # the representative
    assert {"4.1", "4.2", "7.1.6"} <= {entry["to"][0] for entry in entries if entry["kind"] == "new"}


@pytest.mark.parametrize(
    ("position", "change", "fault"),
    [
        (0, {"kind": "split"}, "is merged"),
        (0, {"from": "4.9"}, "from 4.9, unknown"),
        (0, {"to": ["4.9"]}, "to 4.9, unknown"),
        (0, {"from": "4.1"}, "from 4.1, twice"),
        (0, {"to": []}, "is dropped"),
        (2, {"to": ["7.4"]}, "7.5 comes from nowhere"),
        (1, {"to": ["8.4.1", "4.4", "4.4.1"]}, "not in order"),
        (1, {"note": "x"}, "unknown keys"),
        (-1, {"to": ["8.5.5"]}, "is neither new nor mapped"),
    ],
)
def test_a_spoilt_mapping_is_noticed(position: int, change: dict[str, Any], fault: str) -> None:
    mapping = copy.deepcopy(load("mapping-2008-2015"))
    mapping["entries"][position].update(change)
    assert fault in "\n".join(faults(mapping, *(numbers_of(stem) for stem in EDITIONS)))


@pytest.mark.parametrize("position", range(0, 72, 9))
def test_a_missing_entry_is_noticed(position: int) -> None:
    mapping = load("mapping-2008-2015")
    mapping["entries"].pop(position)
    assert "nowhere" in "\n".join(faults(mapping, *(numbers_of(stem) for stem in EDITIONS)))
