"""Whatever is typed into a form, the product answers: with a refusal or with what was asked, never with a fault.

Nothing that is sent here is kept (see `house`): each form meets the same records, whatever was sent before.
"""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from bs4 import Tag

from tests.trust.pages import opened
from tests.trust.samples import House

MARKUP = "<script>dấu</script>"
TYPED = ("x" * 5000, "\U0001f600" * 400, "9" * 20, "a\0b", f"'\"%_{MARKUP}")
AWAY = frozenset({"accounts.sign_out", "accounts.choose_language"})


def _forms(house: House, viewer: str) -> dict[tuple[str, frozenset[str]], Tag]:
    """Every form that pages show, once: (address, names of its fields) -> the form."""
    with house.app.test_request_context():
        away = {house.app.url_for(endpoint) for endpoint in AWAY}
    found: dict[tuple[str, frozenset[str]], Tag] = {}
    for page, soup in opened(house, viewer):
        for form in soup.select("form[method=post]"):
            address = str(form.get("action") or page)
            names = frozenset(str(field["name"]) for field in form.select("[name]"))
            if address not in away:
                found.setdefault((address, names), form)
    return found


def _filled(form: Tag, typed: str, *, hidden: bool) -> list[tuple[str, str]]:
    """What the form sends: the text in every field that is typed, and in those nobody sees if `hidden`."""
    sent = []
    for field in form.select("input[name], textarea[name], select[name]"):
        name, kind = str(field["name"]), field.get("type") or field.name
        if name in {"csrf_token", "_post", "_key"} or kind == "file":
            continue
        options = [str(option.get("value", "")) for option in field.select("option")]
        kept = options[-1] if options else str(field.get("value", "y"))
        is_typed = kind not in {"hidden", "checkbox", "radio", "select"}
        sent.append((name, typed if is_typed or hidden else kept))
    return sent


@pytest.mark.parametrize("viewer", ["tdc.province_admin", "snv.iso_secretary"])
def test_no_form_is_a_fault(viewer: str, house: House, figure: Callable[[str], None]) -> None:
    forms = _forms(house, viewer)
    assert len(forms) > 20
    faults, sent = [], 0
    for (address, _), form in forms.items():
        for typed in TYPED:
            for hidden in (False, True):
                sent += 1
                answer = _send(house, viewer, address, _filled(form, typed, hidden=hidden))
                if answer.status_code >= 500 or MARKUP in answer.text:
                    faults.append(f"{address} {typed[:12]!r} hidden={hidden}: {answer.status_code}")
    figure(f"forms, {viewer}: {len(forms)} forms sent {sent} times, {len(faults)} faults")
    assert faults == []


def _send(house: House, viewer: str, address: str, sent: Sequence[tuple[str, str]]) -> Any:
    data: dict[str, list[str]] = {}
    for name, value in sent:
        data.setdefault(name, []).append(value)
    return house.app.test_client(use_cookies=False).post(address, data=data, headers=house.heads[viewer])
