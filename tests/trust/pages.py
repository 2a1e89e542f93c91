"""The addresses of the product, each with a value for what it names, and the pages that stand there."""

from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.routing import Rule

from tests.trust.samples import OWN, House, Sample, sample_of


def rules(app: Flask) -> Iterator[Rule]:
    """Every rule of the product; static files are nobody's."""
    return (rule for rule in app.url_map.iter_rules() if rule.endpoint != "static")


def read_rules(app: Flask) -> Iterator[Rule]:
    """Every rule that is read with GET."""
    return (rule for rule in rules(app) if "GET" in (rule.methods or ()))


def samples_of(rule: Rule) -> dict[str, Sample]:
    """The sample for each parameter of a rule; there must be one for all."""
    samples = {name: sample_of(rule.endpoint, name) for name in rule.arguments}
    assert None not in samples.values(), f"{rule.endpoint}: say in SAMPLES what may stand there"
    return {name: sample for name, sample in samples.items() if sample}


def address_of(house: House, rule: Rule, side: str = OWN, **given: Any) -> str:
    """The address that names records of a side; `given` stands there instead of the samples."""
    values = {name: sample.value(house, side) for name, sample in samples_of(rule).items()}
    with house.app.test_request_context():
        return house.app.url_for(rule.endpoint, **values | given)


def addresses(house: House) -> Iterator[str]:
    """Of everything that is read, about the own agency."""
    return (address_of(house, rule) for rule in read_rules(house.app))


def opened(house: House, viewer: str) -> Iterator[tuple[str, BeautifulSoup]]:
    """(address, page) of every page that the viewer gets."""
    for address in addresses(house):
        answer = house.ask(viewer, address)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            yield address, BeautifulSoup(answer.text, "html.parser")
