"""A refusal keeps the constant that it was made from, so that it can be said in the reader's language."""

import pytest

from iso_app.accounts.policies import MANAGE
from iso_app.core.errors import DomainError, NotPermitted
from iso_app.core.policy import ALLOWED, Sentence, as_written, deny, kept, recalled, require, sentence_of
from iso_app.web.languages import say, speaking

MISSING = "Vị trí của bạn không có quyền “{what}”."


def test_a_refusal_reads_in_vietnamese_as_it_is():
    refused = deny("Chỉ sửa được trước ngày {day}.", day="05/01/2021")
    assert not refused
    assert refused.reason == "Chỉ sửa được trước ngày 05/01/2021."
    assert ALLOWED.reason == ""


def test_a_refusal_is_raised_with_its_constant():
    with pytest.raises(NotPermitted) as caught:
        require(deny("Chỉ sửa được trước ngày {day}.", day="05/01/2021"))
    assert caught.value.template == "Chỉ sửa được trước ngày {day}."
    assert caught.value.message == "Chỉ sửa được trước ngày 05/01/2021."


def test_a_refusal_and_the_permission_it_names_are_said_in_english(app, actor_for):
    refused = actor_for("snv.staff").holds(MANAGE)
    assert refused.reason == MISSING.format(what="Quản lý người dùng và vị trí")
    with app.test_request_context(), speaking("en"):
        said = say(refused.reason)
    assert said == "Your post does not have the permission “Manage people and posts”."


HOSTILE = "{left.__class__} {0} }{ {left:>9} {other} {"


def test_words_that_somebody_wrote_are_letters_but_for_their_own_places(app):
    said = as_written(f"{HOSTILE} {{left}}", left="{x}", right=Sentence("Có"))
    assert said == f"{HOSTILE} {{x}}"
    assert recalled(kept(said)) == said
    assert as_written(HOSTILE) == HOSTILE
    with app.test_request_context(), speaking("en"):
        assert say(said) == said
        assert say(as_written("Không: {left}", left=Sentence("Có"))) == "Không: Yes"


def test_a_fact_may_be_called_as_a_parameter_is(app):
    said = Sentence("{template} {message} {words}", template=1, message=2, words=3)
    assert (said, say(said), deny(said.template, **said.facts).reason) == ("1 2 3",) * 3
    assert sentence_of(DomainError(said.template, **said.facts)) == "1 2 3"
