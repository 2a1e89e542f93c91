"""Copies of a bound parameter are told apart by what they are hashed by, and not by way of an SQL expression.

`with_loader_criteria` copies the criteria of a scope for each table of a statement, and every execution looks the
copies of their parameters up in dictionaries. They share the hash of their original, so that Python asks whether they
are equal; SQLAlchemy builds `a = b` as SQL and asks that for its truth, which is whether the two hashes are the same
(`BinaryExpression.__bool__`). It did so 140 times for the page of a document: decision 0045.
"""

from typing import Any

from sqlalchemy import BindParameter
from sqlalchemy.sql.annotation import annotated_classes


def compare_copies_by_hash() -> None:
    """Answer at once what SQLAlchemy would find out; whatever else a copy is compared with makes an expression."""
    copies: Any = annotated_classes[BindParameter]
    expression = BindParameter.__eq__

    def equal(self: Any, other: Any) -> Any:
        return hash(self) == hash(other) if isinstance(other, BindParameter) else expression(self, other)

    copies.__eq__ = equal
