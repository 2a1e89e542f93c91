"""What people are told of: features declare it (`Feature.notifications`), found here by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app

from iso_app.core.policy import remembered
from iso_app.web.languages import say


@dataclass(frozen=True)
class NotificationKind:
    """A kind of thing people are told. `sentence` is a Vietnamese constant with `{places}` filled from the facts.

    `endpoint` with the facts named in `names` is where the sentence leads; facts named in `labels` are the product's
    own words, said in the reader's language as well. By mail it goes with the digest, or
    `at_once` if it cannot wait, or not at all; each person may choose otherwise.
    """

    name: str
    label: str
    sentence: str
    endpoint: str = ""
    names: tuple[str, ...] = ()
    in_digest: bool = True
    at_once: bool = False
    labels: tuple[str, ...] = ()


def kinds() -> dict[str, NotificationKind]:
    """Every kind of the running application by its name."""
    features = current_app.extensions["features"]
    return {kind.name: kind for feature in features for kind in feature.notifications}


def sentence(kind: NotificationKind | None, facts: Mapping[str, Any]) -> str:
    """What a person is told, in the language being spoken; empty for a kind that nobody declares any more."""
    if kind is None:
        return ""
    known = remembered(facts)
    return say(kind.sentence, **{**known, **{name: say(known[name]) for name in kind.labels}})


def path(kind: NotificationKind | None, facts: Mapping[str, Any]) -> str:
    """The address within the product that it leads to; empty if it leads nowhere."""
    if kind is None or kind.endpoint not in current_app.view_functions:
        return ""
    values = {name: facts[name] for name in kind.names}
    built: str = current_app.url_map.bind("localhost").build(kind.endpoint, values)
    return built
