"""Copies of the parameters of a scope are compared by their hashes; nothing else about them is changed."""

from sqlalchemy import Integer, bindparam, column, select
from sqlalchemy.sql import elements

from iso_app.accounts.models import Post, PostHolding
from iso_app.db import db
from iso_app.db.scope import acting_in


def copies_of(original, number):
    return [original._annotate({"copy": place}) for place in range(number)]


def test_copies_of_one_are_the_same_in_a_dictionary_and_those_of_others_are_not(app):
    one, other = bindparam("one", 1, Integer), bindparam("other", 1, Integer)
    first, second = copies_of(one, 2)
    assert first is not second
    assert {first: "value"}[second] == "value"
    assert {first: "value"}[one] == "value"
    assert {first: "value"}.get(copies_of(other, 1)[0]) is None


def test_a_copy_compared_with_anything_else_is_an_expression(app):
    (copy,) = copies_of(bindparam("one", 1, Integer), 1)
    assert str(copy == column("id")) == ":one = id"
    assert str(copy == 7) == ":one = :param_1"
    assert str(column("id") == copy) == "id = :one"


def test_no_expression_is_made_to_compare_copies(world, actor_for, monkeypatch):
    """A statement of two narrowed tables, asked once more; without what `db.binds` does there are several."""
    query = select(Post.id, PostHolding.id).join(PostHolding, PostHolding.post_id == Post.id)
    asked = []
    truth = elements.BinaryExpression.__bool__
    monkeypatch.setattr(
        elements.BinaryExpression, "__bool__", lambda self: asked.append(self) is None and truth(self)
    )
    with acting_in(actor_for("tdc.inspector").scope):
        db.session.execute(query).all()
        asked.clear()
        assert db.session.execute(query).all()
    compared = [one for one in asked if isinstance(one.left, elements.BindParameter)]
    assert compared == []
