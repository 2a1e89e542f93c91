"""Whose record it is, a model says with a mixin of `db`. Those that have none stand here, each with its reason."""

from iso_app.db import Base
from iso_app.db.narrowing import SCOPED
from tests.architecture.code import imports, modules

EVERYBODYS = {
    "Clause": "a standard is everybody's",
    "ClauseMapping": "a standard is everybody's",
    "StandardEdition": "a standard is everybody's",
    "StoredFile": "content belongs to whatever record names its digest",
    "TemplateVersion": "shipped ones are everybody's; a province's own are under a policy of their own (0005)",
    "TrailChain": "heads of chains: numbers and digests",
    "TrailEntry": "narrowed by its chain, in `trail.queries` and by a policy of its own",
    "DoneOnce": "keys of forms belong to nobody",
}

# Reached by code only, from the packages named: a person's whichever post is in use, or nobody's yet.
BY_CODE = {
    "UserSession": ({"accounts"}, "read before there is a scope, by the token of the cookie"),
    "SignInAttempt": ({"accounts", "jobs"}, "of whoever tries to sign in"),
    "SignInStep": ({"accounts", "jobs"}, "read before there is a scope, by its token"),
    "SignInEvent": ({"accounts", "oversight"}, "of a person; asked for by person"),
    "OneTimeLink": ({"accounts", "jobs"}, "read before there is a scope, by its token"),
    "TotpKey": ({"accounts"}, "of a person; read before there is a scope"),
    "RecoveryCode": ({"accounts"}, "of a person; read before there is a scope"),
    "Passkey": ({"accounts"}, "of a person; read before there is a scope"),
    "AccountNotice": ({"accounts"}, "of a person; told at the next sign-in"),
    "CalendarFeed": ({"tasks"}, "of a person; read before there is a scope, by its address"),
    "Job": ({"jobs"}, "claimed before its actor is known (decision 0024)"),
    "Notification": ({"notifications"}, "of a person, written by somebody of another scope (decision 0025)"),
    "NotificationChoice": ({"notifications"}, "of a person, asked by who tells them (decision 0025)"),
    "NotificationSettings": (
        {"notifications"},
        "of a person, asked by who writes the digest (decision 0025)",
    ),
    "SavedView": ({"saved_views"}, "of a person, whichever post is in use"),
    "Mail": ({"notifications"}, "of a person, written and sent by the system (decision 0025)"),
}


def _unscoped() -> set[str]:
    kinds = {mapper.class_ for mapper in Base.registry.mappers}
    return {kind.__name__ for kind in kinds if not issubclass(kind, SCOPED)}


def test_every_model_without_an_owner_is_on_the_list() -> None:
    assert _unscoped() == EVERYBODYS.keys() | BY_CODE.keys()


def test_what_no_scope_narrows_is_reached_from_its_own_package() -> None:
    """Another package asks a query or a service, which asks whose it is."""
    for name, (packages, _) in BY_CODE.items():
        found = {
            path.partition("/")[0]
            for path, tree in modules().items()
            if any(dotted.endswith(f".models.{name}") for dotted in imports(tree))
        }
        assert found == packages, name
