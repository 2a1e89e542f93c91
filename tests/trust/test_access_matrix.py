"""Role × endpoint × own agency, another agency, another province: what each is answered.

What to expect is computed from the guards. A new kind of parameter in an address needs a line in
SAMPLES, or the first test fails. Everything is undone after each request, so that one world serves them all.
"""

import io
from collections import Counter
from typing import Final
from zipfile import ZipFile

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from iso_app.core.roles import Reach, Role, reach_of
from iso_app.web.guard import PUBLIC, SIGNED_IN, guard_of
from tests.trust.pages import address_of, rules, samples_of
from tests.trust.samples import (
    AGENCY,
    NOBODY,
    OWN,
    OWN_AFFAIR,
    PROVINCE,
    PROVINCE_OF,
    SHARED,
    SIDES,
    VIEWERS,
    House,
    marker,
    sample_of,
)

ANSWERED: Final = {200, 302, 303, 400, 409, 422}
# Asked without the record they are about: the form names it, or the token is wrong.
NOTHING_NAMED: Final = {"accounts.switch_post", "accounts.use_link", "calendar.feed"}
# Policies that narrow further what a permission opens.
POLICY_REFUSES: Final = {
    "agencies.department_new", "agencies.department_edit", "agencies.set_authority", "agencies.close",
    "people.sign_ins", "people.reset_second_factor", "people.end_sessions", "people.disable", "people.enable",
    "people.make_link", "people.edit", "people.appoint", "people.end_holding", "posts.give", "posts.end",
    "posts.edit", "posts.new", "people.new", "periodic_reports.save", "periodic_reports.autosave",
    "periodic_reports.submit", "periodic_reports.override", "periodic_reports.take_computed",
    "periodic_reports.remark", "periodic_reports.send_back", "periodic_reports.accept",
    "periodic_reports.reopen", "accounts.end_delegation", "tasks.finish", "tasks.hand_on", "tasks.refuse",
    "tasks.withdraw", "tasks.reopen", "tasks.ask_extension", "tasks.decide_extension", "reports.freeze",
    "reports.issue", "reports.explanation", "imports.store", "imports.discard",
    "registers.store", "registers.discard", "external_documents.terms", "external_documents.edit",
    "external_documents.standing", "external_documents.attach", "external_documents.stop",
    "external_documents.follow_again", "external_documents.mark", "external_documents.confirm",
    "distribution.show", "distribution.edit_line", "distribution.remove_line", "distribution.acknowledge",
    "distribution.register_list", "distribution.hand_out", "distribution.withdraw_copy",
    "distribution.take_back_copy", "distribution.lose_copy", "external_documents.reject", "records.edit",
    "records.add_folder", "records.end", "records.resume",
    "records.attach", "records.approve", "records.decline", "records.withdraw", "printed_copies.file",
    "documents.edit", "documents.withdraw", "documents.begin", "documents.write", "documents.submit",
    "documents.sign", "documents.send_back", "documents.recall", "documents.discard", "documents.answer",
    "documents.on_paper", "documents.comment", "document_kinds.terms", "document_changes.opine",
    "document_changes.decide", "document_changes.draft", "document_changes.link", "document_changes.take_back",
    "printed_copies.sign", "printed_copies.hand_out", "printed_copies.outside", "certificates.index",
    "model_sets.resume_item", "document_templates.take", "document_templates.link", "document_templates.adopt",
    "document_templates.unlink",
}  # fmt: skip


# What is to be expected


def may(house: House, viewer: str, endpoint: str) -> bool:
    guard = guard_of(house.app, endpoint)
    assert guard is not None
    if guard is PUBLIC:
        return True
    if not viewer:
        return False
    agency, _, role = viewer.partition(".")
    reach = reach_of(Role(role), of_authority=agency == "tdc")
    return guard is SIGNED_IN or guard.granted_to(Role(role), reach)


def sees(viewer: str, owner: str, side: str) -> bool:
    """Whether a record of this owner lies in the viewer's scope."""
    if owner == NOBODY:
        return True
    reaches_province = viewer.startswith("tdc.")
    if owner == AGENCY:
        return side == OWN or (reaches_province and PROVINCE_OF[side] == "st")
    if owner == OWN_AFFAIR:
        return side == OWN and not reaches_province
    if owner == SHARED:
        return PROVINCE_OF[side] == "st"
    return owner == PROVINCE and reaches_province and PROVINCE_OF[side] == "st"


def hidden_from(viewer: str) -> list[str]:
    """The markers that may stand in no answer to the viewer."""
    agencies = [side for side in SIDES if not viewer or not sees(viewer, AGENCY, side)]
    provinces = [key for key in ("st", "kg") if key == "kg" or not viewer.startswith("tdc.")]
    return [*(marker(side) for side in agencies), *(marker(key) for key in provinces), "Kiên Giang"]


def requests_of(app: Flask) -> list[tuple[Rule, str, str]]:
    """(rule, method, side): each address once a method, and once a side if it names somebody's record."""
    found = []
    for rule in rules(app):
        owners = {sample.owner for sample in samples_of(rule).values()}
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE", "PATCH"}):
            found += [(rule, method, side) for side in (SIDES if owners - {NOBODY} else (OWN,))]
    return found


def words_of(answer: TestResponse) -> str:
    """Everything an answer says; a workbook or document is unpacked."""
    content = answer.get_data()
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    with ZipFile(io.BytesIO(content)) as packed:
        return "\n".join(packed.read(name).decode(errors="replace") for name in packed.namelist())


def wrong(house: House, viewer: str, rule: Rule, side: str, answer: TestResponse) -> str:
    """Why the answer is not the one to expect; empty when it is."""
    status = answer.status_code
    if status >= 500:
        return "fault"
    if not may(house, viewer, rule.endpoint):
        if viewer:
            return "" if status == 403 else "not refused"
        return "" if status == 302 and "/dang-nhap" in (answer.location or "") else "not led to sign in"
    if not all(sees(viewer, sample.owner, side) for sample in samples_of(rule).values()):
        return "" if status == 404 else "foreign record not hidden"
    if status in ANSWERED or (status == 404 and rule.endpoint in NOTHING_NAMED):
        return ""
    return "" if status == 403 and rule.endpoint in POLICY_REFUSES else "wrongly refused"


# The tests


def test_every_parameter_has_a_sample(house: House) -> None:
    bare = {
        (rule.endpoint, name)
        for rule in rules(house.app)
        for name in rule.arguments
        if sample_of(rule.endpoint, name) is None
    }
    assert bare == set(), "say in SAMPLES what may stand there, and whose it is"


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda viewer: viewer or "nobody")
def test_each_is_answered_as_guards_and_scope_say(viewer: str, house: House) -> None:
    found: list[str] = []
    asked: Counter[str] = Counter()
    for rule, method, side in requests_of(house.app):
        url = address_of(house, rule, side)
        answer = house.ask(viewer, url, method)
        asked[str(answer.status_code)] += 1
        if reason := wrong(house, viewer, rule, side, answer):
            found.append(f"{method} {url} ({rule.endpoint}, {side}): {answer.status_code} {reason}")
        leaks = [word for word in hidden_from(viewer) if word in words_of(answer)]
        if leaks:
            found.append(f"{method} {url} ({rule.endpoint}, {side}) shows {leaks}")
    assert not found, f"{len(found)} of {asked.total()}:\n" + "\n".join(found)
    assert asked.total() > len(SIDES)


def test_the_matrix_notices_what_it_is_for(house: House) -> None:
    """The sides differ: each of the others' markers would tell of a leak."""
    assert hidden_from("snv.staff") == [
        marker("xa"),
        marker("kgsnv"),
        marker("st"),
        marker("kg"),
        "Kiên Giang",
    ]
    assert hidden_from("tdc.inspector") == [marker("kgsnv"), marker("kg"), "Kiên Giang"]
    assert marker("st") in house.ask("tdc.inspector", "/").text
    assert reach_of(Role.LEADER, of_authority=True) is Reach.PROVINCE
