"""What a check of a table says: in Vietnamese wherever it is kept, in the reader's language on the pages."""

import json

import pytest

from iso_app.reports import checks, drafting, queries, services
from iso_app.reports.content import canonical
from iso_app.web.languages import say, speaking

OFFICER, ADMIN = "chuyenvien@soctrang.example", "quantri@soctrang.example"
FAILED = "Dòng 1–3 cộng lại là {left}, nhưng tổng số cơ quan đã kiểm tra là {right}."
PEOPLE = {
    f"ST-{number}": {"name": f"Sở {{{number}}}", "level": "Cấp tỉnh", "group": "{left} }{"}
    for number in range(12)
}
HOSTILE = "{left.__class__} {0} }{ {left:>20000000} {left}"


def test_what_fails_in_both_languages_and_again_from_what_was_kept(app):
    for outside in ((), tuple(PEOPLE)[:2], tuple(PEOPLE)):
        named = [(PEOPLE[code]["name"], PEOPLE[code]["group"]) for code in outside]
        made = checks.failed(FAILED, left=1200, right=-3, outside=named)
        kept = {"key": "k", "ok": False, "label": "Phép", "message": str(made), "agencies": list(outside)}
        content = json.loads(json.dumps({"checks": [kept], "agencies": PEOPLE}))
        again = checks.retold(content, {"checks": [{"key": "k", "failed": FAILED}]})
        assert canonical(again) == canonical({"checks": [kept], "agencies": PEOPLE})
        for told in (made, again["checks"][0]["message"]):
            with speaking("vi"):
                assert say(told) == str(made)
            with speaking("en"):
                assert say(told).startswith(
                    "Rows 1–3 add up to 1.200, but the total of agencies inspected is -3."
                )
    assert "Sở {0} (loại “{left} }{”); Sở {1} (loại" in made
    assert made.endswith("Sở {9} (loại “{left} }{”) và 2 cơ quan khác.")


@pytest.mark.parametrize("words", ["Câu khác {left}.", FAILED.replace("{right}", "{left}"), HOSTILE, ""])
def test_what_would_not_be_the_same_stays_as_it_was_frozen(app, words):
    told = "Dòng 1–3 cộng lại là 3, nhưng tổng số cơ quan đã kiểm tra là 4. Cách nói cũ {x}."
    check = {"key": "k", "ok": False, "label": "Phép", "message": told, "agencies": []}
    found = checks.retold({"checks": [check], "agencies": {}}, {"checks": [{"key": "k", "failed": words}]})
    with speaking("en"):
        assert say(found["checks"][0]["message"]) == told


def test_words_of_a_province_are_letters(app):
    """Where an older version of the product, or a file, let other braces in than those that are filled."""
    said = checks.failed(HOSTILE, left=2, right=3)
    assert said == "{left.__class__} {0} }{ {left:>20000000} 2"
    with speaking("en"):
        assert say(said) == said


@pytest.fixture
def hostile(as_person):
    """A province's own Phụ lục 1, of which a check fails in words that look like places."""
    with as_person(ADMIN) as actor:
        draft = drafting.clone(actor, code="phu-luc-1", title="Riêng {left.__class__} {0} }{")
        drafting.write_row(
            actor, draft, key="r1", label=HOSTILE, stt="1", unit=HOSTILE, note=HOSTILE, place=2
        )
        draft.body = draft.body | {
            "checks": [
                {"key": "a", "label": HOSTILE, "cells": ["r1.value"], "equals": {"count": "inspected"},
                 "failed": HOSTILE},
                {"key": "b", "label": HOSTILE, "cells": ["r4.value"], "within": {"count": "inspected"},
                 "failed": "Lệch {difference}."},
            ]
        }  # fmt: skip
        drafting.publish(actor, draft)
        return draft.code


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_table_of_hostile_words_opens_in_every_way(hostile, as_person, visit, language):
    with as_person(OFFICER) as actor:
        snapshot = services.draft(actor, code=hostile, year=2021, as_of=None)
        services.freeze(actor, snapshot)
        number = snapshot.number
    officer = visit(OFFICER)
    officer.client.set_cookie("locale", language)
    for address in (
        f"/phu-luc/mau/{hostile}?year=2021",
        f"/phu-luc/{number}",
        f"/phu-luc/{number}/giai-trinh/a",
    ):
        page = officer.get(address).get_text()
        assert "{left.__class__} {0} }{ {left:>20000000} " in page
    visit(ADMIN).get(f"/phu-luc/mau-rieng/{hostile}")


def test_a_difference_is_filled_in_every_check(hostile, as_person):
    with as_person(ADMIN) as actor:
        draft = drafting.draft_of(hostile)
        drafting.write_check(actor, draft, key="b", label="Phép", failed="Lệch {difference} của {left}.")
        drafting.write_check(actor, draft, key="a", label="Phép", failed="Lệch {difference} của {left}.")
        content = queries.preview(actor, draft, queries.period(2021, None))
    assert [check["message"][:5] for check in content["checks"]] == ["Lệch ", "Phép."]


def test_the_pages_of_a_frozen_table_in_english(as_person, visit):
    with as_person(OFFICER) as actor:
        snapshot = services.draft(actor, code="phu-luc-1", year=2021, as_of=None)
        services.freeze(actor, snapshot)
        number, kept = snapshot.number, snapshot.content
    with as_person(OFFICER) as actor:
        assert canonical(queries.content_of(actor, queries.snapshot(number))) == kept
    officer = visit(OFFICER)
    officer.client.set_cookie("locale", "en")
    for address in ("/phu-luc/mau/phu-luc-1?year=2021", f"/phu-luc/{number}"):
        said = " ".join(officer.get(address).select_one("#kiem-tra").get_text(" ").split())
        assert "Rows 1 + 2 + 3 make the total of agencies inspected" in said
        assert "Row 4 is the sum of the levels." in said
        assert "add up to" in said
        assert ("bằng" in said, "cộng lại" in said) == (False, False)
