"""Which registers there are: features declare theirs (`kinds.add`), pages find them by their key."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from iso_app.core.errors import NotFound
from iso_app.sheets.kind import ImportKind


@dataclass(frozen=True)
class RegisterKind:
    """A register: its name as printed, its page, and how an agency brings in its own list (None: it cannot)."""

    key: str
    label: str
    endpoint: str
    own: ImportKind | None = None


_kinds: dict[str, RegisterKind] = {}
KINDS: Mapping[str, RegisterKind] = MappingProxyType(_kinds)


def add(kind: RegisterKind) -> None:
    """Make a register known; the same key again takes its place."""
    _kinds[kind.key] = kind


def named(key: str) -> RegisterKind:
    """Raises NotFound: an address that somebody made up."""
    if key not in _kinds:
        raise NotFound("Không có danh mục này.")
    return _kinds[key]


def own_list(key: str) -> ImportKind:
    """How an agency brings in its own list of a register. Raises NotFound where it cannot."""
    kind = named(key).own
    if kind is None:
        raise NotFound("Danh mục này không nhập từ tệp.")
    return kind
