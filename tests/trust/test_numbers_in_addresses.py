"""Numbers in addresses: whatever stands there is answered, and what no database can look for is not found."""

import pytest
from werkzeug.routing import IntegerConverter

from iso_app.web.app import Whole
from tests.trust.pages import address_of, rules

LARGEST = 2**31 - 1


def is_number(converter):
    return isinstance(converter, IntegerConverter)


def with_numbers(app):
    return [rule for rule in rules(app) if any(map(is_number, rule._converters.values()))]


def numbered(house, typed):
    """(rule, method, address) of every rule with a number, that number as typed, the rest as it is."""
    for rule in with_numbers(house.app):
        for name in (name for name, converter in rule._converters.items() if is_number(converter)):
            address = address_of(house, rule, **{name: 987_654_321}).replace("987654321", typed)
            for method in sorted(set(rule.methods or ()) & {"GET", "POST"}):
                yield rule, method, address


def test_every_number_is_of_the_houses_kind(app):
    rules = with_numbers(app)
    kinds = {type(kind) for rule in rules for kind in rule._converters.values()}
    assert len(rules) > 20
    assert {kind for kind in kinds if issubclass(kind, IntegerConverter)} == {Whole}


@pytest.mark.parametrize("typed", [str(LARGEST + 1), str(2**63), "9" * 5000, "%D9%A3"])
def test_what_is_no_number_for_a_database_is_not_found(house, typed):
    answers = {
        f"{method} {rule.rule}": house.ask("tdc.province_admin", address, method).status_code
        for rule, method, address in numbered(house, typed)
    }
    # A path may also fit a rule for text, which then knows of no such name.
    assert {what: status for what, status in answers.items() if status not in {404, 405}} == {}


@pytest.mark.parametrize("typed", ["0", "9999", str(LARGEST)])
def test_a_number_of_nothing_is_no_fault(house, typed):
    faults = [
        f"{method} {rule.rule}"
        for rule, method, address in numbered(house, typed)
        if house.ask("tdc.province_admin", address, method).status_code >= 500
    ]
    assert faults == []
