"""A test client that checks every page it is given, not only the one thing a test is about."""

from collections import Counter
from http import HTTPStatus
from typing import Any

import html5lib
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class Browser:
    """Signed in as somebody (or nobody); `get` and `post` assert the status and that the page is sound."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, url: str, expect: int = HTTPStatus.OK, **kwargs: Any) -> BeautifulSoup:
        return self._read(self.client.get(url, **kwargs), expect)

    def post(
        self, url: str, expect: int = HTTPStatus.FOUND, *, files: dict[str, Any] | None = None, **data: Any
    ) -> BeautifulSoup:
        kind = "multipart/form-data" if files else None
        return self._read(self.client.post(url, data=data | (files or {}), content_type=kind), expect)

    def follow(self, url: str, *, files: dict[str, Any] | None = None, **data: Any) -> BeautifulSoup:
        """Post and open the page one is led to."""
        kind = "multipart/form-data" if files else None
        response = self.client.post(url, data=data | (files or {}), content_type=kind, follow_redirects=True)
        return self._read(response, HTTPStatus.OK)

    def _read(self, response: TestResponse, expect: int) -> BeautifulSoup:
        assert response.status_code == expect, f"{response.status_code}: {response.text[:3000]}"
        soup = BeautifulSoup(response.text, "html.parser")
        if response.mimetype == "text/html" and response.text and response.status_code not in {301, 302, 303}:
            html5lib.HTMLParser(strict=True).parse(response.text)
            _check_page(soup)
        return soup


def _check_page(soup: BeautifulSoup) -> None:
    assert len(soup.find_all("h1")) == 1, "a page has one h1"
    assert soup.title is not None, "a page has a title"
    assert soup.title.get_text(strip=True), "a title has words"
    ids = Counter(str(tag["id"]) for tag in soup.find_all(id=True))
    assert not [name for name, times in ids.items() if times > 1], f"ids stand twice: {ids.most_common(3)}"
    for control in soup.select("input:not([type=hidden]):not([type=submit]), select, textarea"):
        labelled = control.get("aria-label") or soup.find("label", attrs={"for": control.get("id")})
        assert labelled or control.find_parent("label"), f"no label: {control}"
