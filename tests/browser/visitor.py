"""A person at a browser, who looks at each page with the eyes of whoever must be able to use it.

Every page is checked as it is reached: axe finds nothing and nothing stands out to the side, at the width of a
screen and of a phone; the console is quiet, the content policy held, and no other host was asked for anything.
"""

import re
import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any, ClassVar

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Download, Locator, Page, Request

from iso_app.demo.accounts import PASSWORD

SCREEN = 1280
PHONE = 360
HEIGHT = 800
DONE_WITHIN_SECONDS = 60  # work in the background
AGAIN_AFTER_MS = 500
WIDER_THAN_THE_WINDOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
STANDING_OUT = """[...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 5).map(e => `${e.tagName}.${e.className}: ${e.textContent.trim().slice(0, 40)}`)"""
BROKEN_POLICY = "addEventListener('securitypolicyviolation', e => console.error('CSP: ' + e.blockedURI))"


class Visitor:
    """One browser of its own; `width` is where its pages stay between the checks."""

    seen: ClassVar[set[tuple[str, str]]] = set()  # pages looked at in this run: address and every word on it

    def __init__(self, browser: Browser, address: str, *, width: int = SCREEN, script: bool = True) -> None:
        self.address, self.width, self.script = address, width, script
        self.context = browser.new_context(
            viewport={"width": width, "height": HEIGHT}, locale="vi-VN", java_script_enabled=script
        )
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.add_init_script(BROKEN_POLICY)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("request", self._watch)
        self.page.on("dialog", Dialog.accept)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"console: {message.text}")

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.complaints.append(f"another host: {request.url}")

    # -- what a person does --------------------------------------------------------------------------------------

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        self.go("/dang-nhap")
        self.fill("E-mail", email)
        self.fill("Mật khẩu", password)
        self.press("Đăng nhập")

    def sign_out(self) -> None:
        self.page.locator("summary[aria-label^='Tài khoản']").click()
        self.press("Đăng xuất")

    def go(self, path: str, expect: int = HTTPStatus.OK) -> None:
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status == expect, f"{path} answered {answer.status}"
        self.look(expect)

    def fill(self, label: str, value: str) -> None:
        """A field by its label; a field that must be filled has a mark behind the label."""
        self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*(\*.*)?$", re.DOTALL)).first.fill(value)

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_label(label).select_option(label=option)

    def press(self, button: str, expect: int = HTTPStatus.OK) -> None:
        """A button that leads to a page; with `expect`, to the same form again and what is wrong with it."""
        control = self.page.get_by_role("button", name=button, exact=True).last
        self.leading_on(control.click, expect)

    def have_done(self, button: str) -> None:
        """A button for long work: its page shows by itself that the work is over; then open what came of it.

        Only the page of finished work is examined: before that it loads itself anew, in the midst of looking.
        """
        self.page.get_by_role("button", name=button, exact=True).last.click()
        result = self.page.get_by_role("link", name="Xem kết quả", exact=True)
        result.wait_for(timeout=DONE_WITHIN_SECONDS * 1000)
        self.look()
        self._follow(result)

    def confirm(self, button: str) -> None:
        """A button that first asks: open the question, then press the same words below it."""
        self.page.locator("summary", has_text=button).click()
        self._follow(self.page.locator("details[open] form").get_by_role("button", name=button))

    def open(self, link: str) -> None:
        self._follow(self.page.get_by_role("link", name=link, exact=True).first)

    def open_in(self, part: str, link: str) -> None:
        """The first link with these words inside a part of the page."""
        self._follow(self.page.locator(part).get_by_role("link", name=link).first)

    def open_menu(self) -> None:
        """On a phone the menu waits behind its button."""
        self.page.locator(".nav-toggle summary").click()

    def back(self) -> None:
        self.page.go_back()
        self.look()

    def attach(self, file: Path | dict[str, Any]) -> None:
        self.page.locator("input[type=file]").set_input_files(file)

    def download(self, link: str | re.Pattern[str]) -> bytes:
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=link, exact=True).first.click()
        arrived: Download = waiting.value
        return Path(arrived.path()).read_bytes()

    # -- what a person sees --------------------------------------------------------------------------------------

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.address)

    @property
    def menu(self) -> list[str]:
        return [item.strip() for item in self.page.locator(".menu-items a").all_text_contents()]

    def sees(self, words: str) -> bool:
        """These words stand on the page, or will in a moment; the test fails otherwise."""
        self.page.locator("body").get_by_text(words).first.wait_for(state="attached")
        return True

    def waits_for(self, words: str) -> bool:
        """Work in the background brings these words; the page is loaded anew until they stand on it."""
        until = time.monotonic() + DONE_WITHIN_SECONDS
        while self.page.locator("body").get_by_text(words).count() == 0:
            assert time.monotonic() < until, f"{self.path} did not come to say “{words}”"
            self.page.wait_for_timeout(AGAIN_AFTER_MS)
            self.page.reload()
        self.look()
        return True

    def count(self, selector: str) -> int:
        return self.page.locator(selector).count()

    def look(self, expect: int = HTTPStatus.OK) -> None:
        """Check the page one has come to; the same page with the same words is examined once.

        The browser notes in its console that a page was refused: not a fault where it was `expect`ed.
        """
        self.page.wait_for_load_state("load")
        self.complaints = [heard for heard in self.complaints if f"status of {expect}" not in heard]
        known = (self.path, self.page.locator("body").inner_text())
        if known not in self.seen:
            self.seen.add(known)
            self._examine()
        assert not self.complaints, f"{self.path}: {self.complaints}"

    def _examine(self) -> None:
        other = PHONE if self.width == SCREEN else SCREEN
        for width in (self.width, other):
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            if self.page.evaluate(WIDER_THAN_THE_WINDOW) > 0:
                found = self.page.evaluate(STANDING_OUT)
                raise AssertionError(f"{self.path} is wider than {width} px: {found}")
            if not self.script:  # axe itself is a script
                continue
            found = Axe().run(self.page)
            assert not found.violations_count, f"{self.path} at {width} px: {found.generate_report()}"
        self.page.set_viewport_size({"width": self.width, "height": HEIGHT})

    def _follow(self, control: Locator) -> None:
        self.leading_on(control.click)

    def leading_on(self, act: Callable[[], object], expect: int = HTTPStatus.OK) -> None:
        """Do something that opens a page, and look at that page."""
        with self.page.expect_event("load"):
            act()
        self.look(expect)

    def leave(self) -> None:
        self.context.close()
