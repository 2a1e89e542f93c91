"""Columns of folded words, asked for every word that somebody typed, by statements built once for so many words."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, bindparam
from sqlalchemy.orm import InstrumentedAttribute

_ESCAPE = "/"
_PLAIN = str.maketrans({sign: f"{_ESCAPE}{sign}" for sign in f"{_ESCAPE}%_"})


def has_words(column: InstrumentedAttribute[str], number: int) -> list[ColumnElement[bool]]:
    """The conditions that a column has each of `number` words, whose values are those of `values_of_words`."""
    return [
        column.contains(bindparam(f"word_{place}", type_=String), escape=_ESCAPE) for place in range(number)
    ]


def values_of_words(words: Sequence[str]) -> dict[str, Any]:
    """The words as `has_words` asks for them: "%" and "_" stand for themselves."""
    return {f"word_{place}": word.translate(_PLAIN) for place, word in enumerate(words)}
