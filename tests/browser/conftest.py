"""The product in a real browser: Chromium of the system, one home and one server a journey."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.site import Site, made_home
from tests.browser.visitor import Visitor

CHROMIUM = os.environ.get("ISO_TEST_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
]


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def soc_trang_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole demonstration province."""
    return made_home(tmp_path_factory.mktemp("made") / "whole", "co-quan", "tinh-hinh", "kiem-tra")


@pytest.fixture(scope="package")
def new_year_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A province that knows its agencies and people, and nothing yet of their year."""
    return made_home(tmp_path_factory.mktemp("made") / "new-year", "co-quan")


@pytest.fixture(scope="package")
def later_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration province after the reorganisation of 2025, with its calendar and its documents."""
    return made_home(tmp_path_factory.mktemp("made") / "later", "co-quan", "tinh-hinh", "kiem-tra", "2025")


@pytest.fixture
def visiting(chromium: Browser, tmp_path: Path) -> Iterator[Callable[..., Callable[..., Visitor]]]:
    """`visiting(home)` serves a copy of a home and gives `arrive(**how)`: a browser that stands before it."""
    sites: list[Site] = []
    visitors: list[Visitor] = []

    def serve(made: Path) -> Callable[..., Visitor]:
        sites.append(Site(made, tmp_path / f"home{len(sites)}").__enter__())

        def arrive(**how: object) -> Visitor:
            visitors.append(Visitor(chromium, sites[-1].address, **how))  # type: ignore[arg-type]
            return visitors[-1]

        return arrive

    yield serve
    for visitor in visitors:
        visitor.leave()
    for site in sites:
        site.__exit__()


@pytest.fixture
def soc_trang_visitor(
    visiting: Callable[..., Callable[..., Visitor]], soc_trang_home: Path
) -> Callable[..., Visitor]:
    """`arrive(width=360)`: somebody before the demonstration province, not signed in."""
    return visiting(soc_trang_home)


@pytest.fixture
def new_year_visitor(
    visiting: Callable[..., Callable[..., Visitor]], new_year_home: Path
) -> Callable[..., Visitor]:
    """`arrive()`: somebody before the province whose year has not begun, not signed in."""
    return visiting(new_year_home)


@pytest.fixture
def later_visitor(
    visiting: Callable[..., Callable[..., Visitor]], later_home: Path
) -> Callable[..., Visitor]:
    """`arrive()`: somebody before the province of today, not signed in."""
    return visiting(later_home)
