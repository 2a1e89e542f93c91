"""Why something is ended, refused or taken back is asked for in the same words everywhere."""

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from iso_app.web.form import EditForm, LongReasonForm, ReasonForm


@pytest.mark.parametrize(("form", "letters"), [(ReasonForm, 1000), (LongReasonForm, 2000)])
def test_a_reason_is_asked_for_and_has_an_end(app: Flask, form: type[EditForm], letters: int) -> None:
    def sent(reason: str) -> EditForm:
        with app.test_request_context(method="POST", data={"reason": reason, "version": "3"}):
            made = form(meta={"csrf": False})
            made.validate()
            return made

    assert sent("a" * letters).errors == {}
    assert sent("a" * (letters + 1)).errors == {"reason": [f"Dài quá {letters} ký tự; hãy viết ngắn lại."]}
    assert sent("  ").errors == {"reason": ["Chưa điền mục này."]}
    assert sent("Vì sao").version.data == "3"


@pytest.mark.parametrize(("form", "letters"), [(ReasonForm, "1000"), (LongReasonForm, "2000")])
def test_a_browser_knows_the_end(app: Flask, form: type[EditForm], letters: str) -> None:
    with app.test_request_context():
        field = BeautifulSoup(str(form(meta={"csrf": False})["reason"]), "html.parser").textarea
    assert field is not None
    assert field["maxlength"] == letters
