"""What posts may do: roles, how far each sees, and the permissions that features grant to them."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a post does (glossary of `docs/glossary.md`)."""

    PROVINCE_ADMIN = "province_admin"
    INSPECTOR = "inspector"
    LEADER = "leader"
    ISO_SECRETARY = "iso_secretary"
    AUDITOR = "auditor"
    STAFF = "staff"


class Reach(StrEnum):
    """How far a post sees: its own agency, or every agency of its province."""

    AGENCY = "agency"
    PROVINCE = "province"
    SYSTEM = "system"


ROLE_LABELS = {
    Role.PROVINCE_ADMIN: "Quản trị tỉnh",
    Role.INSPECTOR: "Chuyên viên TĐC",
    Role.LEADER: "Lãnh đạo",
    Role.ISO_SECRETARY: "Thư ký ISO",
    Role.AUDITOR: "Đánh giá viên nội bộ",
    Role.STAFF: "Cán bộ, công chức",
}

AUTHORITY_ROLES = frozenset({Role.PROVINCE_ADMIN, Role.INSPECTOR})
EVERY_ROLE = frozenset(Role)


def reach_of(role: Role, *, of_authority: bool) -> Reach:
    """How far a post sees: the province for the authority's own roles and for its leaders, else its agency."""
    if role in AUTHORITY_ROLES or (of_authority and role is Role.LEADER):
        return Reach.PROVINCE
    return Reach.AGENCY


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing that posts may do. Granted by role, and if `reach` is given only to posts that see that far."""

    name: str
    label: str
    roles: frozenset[Role]
    reach: Reach | None = None

    def granted_to(self, role: Role, reach: Reach) -> bool:
        return role in self.roles and (self.reach is None or self.reach is reach)
