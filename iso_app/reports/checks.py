"""What the checks of a table say. Files, JSON and frozen tables have it in Vietnamese; pages say it in the reader's
language, of frozen tables too."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from iso_app.core.numbers import show_number
from iso_app.core.policy import Sentence, as_written, listed

NAMED_AT_MOST = 10
_PLACE = re.compile(r"\{(left|right|difference)\}")
_NUMBER = r"[-−\d.,]+"

Outsider = tuple[str, str]  # an agency's name and group


def held(label: str) -> Sentence:
    """What a check says that holds."""
    return Sentence("{label}.", label=Sentence(label))


def failed(
    words: str, *, left: int | Decimal, right: int | Decimal, outside: Sequence[Outsider] = ()
) -> Sentence:
    """What a check says that does not hold: its own words with their numbers, and the agencies that make it so."""
    numbers = {
        "left": show_number(left), "right": show_number(right), "difference": show_number(left - right),
    }  # fmt: skip
    return _because(as_written(words, **numbers), outside)


def _because(said: Sentence, outside: Sequence[Outsider]) -> Sentence:
    if not outside:
        return said
    each = [
        Sentence("{name} (loại “{group}”)", name=name, group=group) for name, group in outside[:NAMED_AT_MOST]
    ]
    named, more = listed(each, between="; "), len(outside) - len(each)
    if not more:
        return Sentence("{said} Chênh lệch do: {named}.", said=said, named=named)
    return Sentence(
        "{said} Chênh lệch do: {named} và {number} cơ quan khác.", said=said, named=named, number=more
    )


def retold(content: dict[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """A frozen table whose checks can be said in the reader's language.

    It keeps finished sentences under its digest, for ever. With the words of its template (`body`) and the agencies
    that it names each is made again; one that would not be the same, letter for letter, stays as it was written.
    """
    words = {spec["key"]: spec["failed"] for spec in body.get("checks", ())}
    for check in content["checks"]:
        told = check["message"]
        made = _made_again(check, words.get(check["key"], ""), content["agencies"])
        check["message"] = made if made == told else Sentence(told)
    return content


def _made_again(check: Mapping[str, Any], words: str, agencies: Mapping[str, Any]) -> Sentence | None:
    if check["ok"]:
        return held(check["label"])
    outside = [(agencies[code]["name"], agencies[code]["group"]) for code in check["agencies"]]
    because = str(_because(Sentence(""), outside))
    numbers = _numbers(words, check["message"].removesuffix(because))
    return None if numbers is None else _because(as_written(words, **numbers), outside)


def _numbers(words: str, said: str) -> dict[str, str] | None:
    """The numbers that filled the places of a sentence; None if it was not made from these words."""
    pattern, seen = "", set()
    for place, part in enumerate(_PLACE.split(words)):
        if place % 2 == 0:
            pattern += re.escape(part)
        else:
            pattern += f"(?P={part})" if part in seen else f"(?P<{part}>{_NUMBER})"
            seen.add(part)
    found = re.fullmatch(pattern, said)
    return None if found is None else found.groupdict()
