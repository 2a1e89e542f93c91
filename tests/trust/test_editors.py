"""Sixteen people save the same page at once: one wins, the others are told and keep what they typed.

Every form that carries the version it showed is tried, as whoever may open it.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import pytest
from bs4 import BeautifulSoup

from iso_app.db import db
from iso_app.db.unit_of_work import unit_of_work
from tests.support.drills import size
from tests.trust.pages import address_of, read_rules

pytestmark = pytest.mark.drill

EDITORS = size(4, 16)
ROUNDS = size(1, 50)
ADMIN, CLERK = "tdc.province_admin", "snv.iso_secretary"
# endpoint -> who edits, and the field in which each writes something else
EDITED = {
    "agencies.edit": (ADMIN, "name"),
    "agencies.department_edit": (ADMIN, "name"),
    "agency_groups.edit": (ADMIN, "name"),
    "province.settings": (ADMIN, "signing_position"),
    "people.edit": (ADMIN, "full_name"),
    "posts.edit": (ADMIN, "title"),
    "obligations.edit": (ADMIN, "detail"),
    "document_kinds.edit": (ADMIN, "name"),
    "shared_documents.edit": (ADMIN, "title"),
    "model_sets.edit_set": (ADMIN, "name"),
    "model_sets.edit_item": (ADMIN, "name"),
    "document_templates.edit": (ADMIN, "title"),
    "document_templates.write": (ADMIN, "purpose"),
    "periodic_reports.override": (CLERK, "reason"),
    "periodic_forms.edit": (ADMIN, "heading"),
    "periodic_forms.edit_row": (ADMIN, "help"),
    "reports.template_heads": (ADMIN, "heading"),
    "reports.template_row": (ADMIN, "label"),
    "reports.template_check": (ADMIN, "failed"),
    "documents.edit": (CLERK, "title"),
    "records.edit": (CLERK, "title"),
    "distribution.edit_line": (CLERK, "note"),
}
# What the records of the house have not, and their forms ask for.
ALSO = {
    "document_kinds.edit": {
        "code_pattern": ["QT-{so}"], "step_order": ["1"], "step_meaning": ["approved"], "step_who": ["role:leader"],
    },
    "shared_documents.edit": {"issuer": ["Thủ tướng Chính phủ"]},
    "periodic_reports.override": {"text": ["1"]},
}  # fmt: skip


def sent_by(form):
    """What a browser sends of a form that nobody touched."""
    sent = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        kind = field.get("type")
        if kind == "file" or (kind in {"checkbox", "radio"} and not field.has_attr("checked")):
            continue
        values = [option["value"] for option in field.select("option[selected]")]
        if field.name == "select" and not values:
            values = [option["value"] for option in field.select("option")[:1]]
        if field.name != "select":
            values = [field.get("value", "y" if kind == "checkbox" else "")]
        if field.name == "textarea":
            values = [field.get_text().strip()]
        sent.setdefault(field["name"], []).extend(values)
    return sent


class Page:
    """A page with a form that edits a record."""

    def __init__(self, house, endpoint):
        rule = next(rule for rule in read_rules(house.app) if rule.endpoint == endpoint)
        self.house, (self.viewer, self.field) = house, EDITED[endpoint]
        self.address, self.also = address_of(house, rule), ALSO.get(endpoint, {})

    def shown(self):
        """What the form holds now."""
        answer = self.house.ask(self.viewer, self.address)
        assert answer.status_code == 200, self.address
        forms = BeautifulSoup(answer.text, "html.parser").select("form[method=post]:has([name=version])")
        sent = next(sent for form in forms if self.field in (sent := sent_by(form)))
        assert sent["version"] != [""]
        return sent | self.also

    def save(self, sent, text, key):
        """The status and the page that saving gives to one who wrote `text`."""
        data = sent | {self.field: [text, *sent[self.field][1:]], "_key": [key]}
        with self.house.app.test_client(use_cookies=False) as client:
            answer = client.post(self.address, data=data, headers=self.house.heads[self.viewer])
        return answer.status_code, answer.text

    def round(self, turn, crowd):
        """All save what each wrote; the text of the one who won."""
        sent = self.shown()
        texts = [f"Dấu {turn}.{number}" for number in range(EDITORS)]
        saved = [crowd.submit(self.save, sent, text, f"{self.address} {text}"[-60:]) for text in texts]
        answers = {text: each.result() for text, each in zip(texts, saved, strict=True)}
        won = [text for text, (status, _) in answers.items() if status in {302, 303}]
        told = [text for text, (status, page) in answers.items() if status == 409 and text in page]
        statuses = {text: status for text, (status, _) in answers.items()}
        assert (len(won), len(told)) == (1, EDITORS - 1), f"{self.address}: {statuses}"
        assert self.shown()[self.field][0] == won[0], f"{self.address}: another's text stands there"


@pytest.fixture
def kept(house, monkeypatch):
    """What is sent is kept, as the product does; the house undoes it."""
    monkeypatch.setattr("iso_app.web.app.unit_of_work", unit_of_work)
    db.session.remove()
    return nullcontext()


@pytest.mark.parametrize("endpoint", EDITED)
def test_exactly_one_wins_each_round(endpoint, house, kept, figure):
    page = Page(house, endpoint)
    with ThreadPoolExecutor(EDITORS) as crowd:
        for turn in range(ROUNDS):
            page.round(turn, crowd)
    figure(f"{EDITORS} editors of {endpoint}, {ROUNDS} rounds: exactly 1 wins, {EDITORS - 1} keep their text")
