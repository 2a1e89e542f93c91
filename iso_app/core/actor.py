"""Who is acting, and how far they see. Services and policies take an Actor, never the current user."""

from dataclasses import dataclass, field

from iso_app.core.policy import ALLOWED, Sentence, Verdict, deny
from iso_app.core.roles import Permission, Reach, Role


@dataclass(frozen=True, slots=True)
class Scope:
    """The records that may be seen; the data layer adds it to every statement.

    An agency scope sees one agency, a province scope all of one province, the system scope everything.
    """

    reach: Reach
    province_id: int | None = None
    agency_id: int | None = None

    @property
    def is_system(self) -> bool:
        return self.reach is Reach.SYSTEM

    @property
    def is_province(self) -> bool:
        return self.reach is Reach.PROVINCE


SYSTEM_SCOPE = Scope(Reach.SYSTEM)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in a post, or the operator at the command line (then `person_id` is None).

    `for_person_id` is whom they stand in for: a deputy works in the post of somebody who is away.
    """

    name: str
    scope: Scope
    permissions: frozenset[str] = field(default_factory=frozenset)
    person_id: int | None = None
    post_id: int | None = None
    post_label: str = ""
    role: Role | None = None
    request_id: str = ""
    for_person_id: int | None = None

    def may(self, permission: Permission) -> bool:
        return self.scope.is_system or permission.name in self.permissions

    def holds(self, permission: Permission) -> Verdict:
        """Whether the post carries a permission, with a sentence if it does not."""
        return (
            ALLOWED
            if self.may(permission)
            else deny("Vị trí của bạn không có quyền “{what}”.", what=Sentence(permission.label))
        )

    def holds_in(self, permission: Permission, agency_id: int | None) -> Verdict:
        """Whether the post carries a permission in this agency: its own; the operator's is every one."""
        held = self.holds(permission)
        if not held or self.scope.is_system:
            return held
        own = agency_id is not None and self.agency_id == agency_id
        return ALLOWED if own else deny("Chỉ người của chính cơ quan làm được việc này.")

    @property
    def agency_id(self) -> int | None:
        return self.scope.agency_id

    @property
    def province_id(self) -> int | None:
        return self.scope.province_id

    @property
    def sees_province(self) -> bool:
        return self.scope.reach is not Reach.AGENCY


def operator(name: str = "Quản trị hệ thống (dòng lệnh)") -> Actor:
    """Whoever holds the machine: init, imports and restores from the command line."""
    return Actor(name=name, scope=SYSTEM_SCOPE)
