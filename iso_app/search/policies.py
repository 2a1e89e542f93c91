"""Who may search. What each finds is for the source's own permission and the scope to say."""

from iso_app.core.roles import EVERY_ROLE, Permission

SEARCH = Permission("search:use", "Tìm kiếm", EVERY_ROLE)

ALL = (SEARCH,)
