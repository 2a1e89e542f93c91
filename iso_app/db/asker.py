"""Who asks, as parameters of a statement: what every home page asks is built once for everybody (decision 0038).

A condition that takes an `Actor` or `ASKER` is written once; with `ASKER` it makes a statement that a function under
`@cache` can keep, executed with `values_of(actor)`. The scope is put in by the data layer as ever.
"""

from typing import Any, Final, NamedTuple

from sqlalchemy import BindParameter, Date, bindparam

from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.roles import Role


class Asker(NamedTuple):
    """The facts of an actor that conditions compare columns with."""

    person_id: BindParameter[Any]
    for_person_id: BindParameter[Any]
    post_id: BindParameter[Any]
    agency_id: BindParameter[Any]
    role: BindParameter[Any]


ASKER: Final = Asker(*(bindparam(f"asker_{fact}") for fact in Asker._fields))
TODAY: Final = bindparam("today", type_=Date, callable_=today)  # the day of each execution


def values_of(actor: Actor) -> dict[str, Any]:
    """The values of `ASKER`. Who holds no post is asked about as staff, in no post and no agency."""
    return {
        "asker_person_id": actor.person_id,
        "asker_for_person_id": actor.for_person_id or actor.person_id,
        "asker_post_id": actor.post_id,
        "asker_agency_id": actor.agency_id,
        "asker_role": actor.role or Role.STAFF,
    }
