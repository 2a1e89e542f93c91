"""Everything that changes an agency, its groups, its departments or its province.

An agency's periods are the truth; its own columns repeat the latest one (see `models.Agency`). What is mended
here is mended in place, in the latest period: a dated change of name or parent is a reorganisation.
"""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import func, or_, select

from iso_app.agencies import policies, queries
from iso_app.agencies.models import (
    Agency,
    AgencyGroup,
    AgencyPeriod,
    Applicability,
    Level,
    Maintains,
    Province,
)
from iso_app.core.actor import Actor
from iso_app.core.dates import show_day
from iso_app.core.errors import DomainError, NotPermitted
from iso_app.core.policy import require
from iso_app.core.text import clean, fold, sort_key
from iso_app.db import db
from iso_app.trail.services import explain, record


@dataclass(frozen=True)
class Details:
    """All that is said of an agency by hand; `valid_from` is its first day, `valid_to` its last (or none)."""

    code: str
    name: str
    level: Level
    group_id: int
    applicability: Applicability
    valid_from: date
    short_name: str = ""
    parent_id: int | None = None
    valid_to: date | None = None


def ensure_province(actor: Actor, code: str, name: str) -> Province:
    """The province with this code; the operator founds it if it is not there ("Tỉnh Sóc Trăng")."""
    found = db.session.scalars(select(Province).where(Province.code == code)).one_or_none()
    if found is not None:
        return found
    if not actor.scope.is_system:
        raise NotPermitted("Chỉ người vận hành hệ thống được lập tỉnh mới.")
    province = Province(code=code, name=clean(name), place=place_of(name), settings={})
    db.session.add(province)
    record(actor, "province.founded", province, label=province.name)
    return province


def place_of(name: str) -> str:
    """The place a province's documents are dated in: its name without the word for what it is."""
    words = clean(name)
    for kind in ("Tỉnh ", "Thành phố "):
        if words.lower().startswith(kind.lower()):
            return words[len(kind) :]
    return words


def edit_province_settings(
    actor: Actor, province: Province, *, parent_body: str, issuing_body: str, place: str,
    signing_position: str, maintains: Maintains,
) -> Province:  # fmt: skip
    """Settle the heads of the province's printed tables and what "maintains the system" asks for."""
    require(policies.may_settle(actor, province.id))
    province.parent_body = parent_body
    province.issuing_body = issuing_body
    province.place = place
    province.signing_position = signing_position
    province.settings = {**province.settings, "maintains": maintains.value}
    record(actor, "province.settled", province, label=province.name)
    return province


def set_authority(actor: Actor, agency: Agency) -> None:
    """Make an agency the one whose people plan and inspect for the province, in place of another."""
    require(policies.may_settle(actor, agency.province_id))
    before = queries.authority(agency.province_id)
    if before is agency:
        return
    if before is not None:
        before.is_authority = False
        record(actor, "agency.authority_ended", before, label=before.name)
    agency.is_authority = True
    record(actor, "agency.authority_set", agency, label=agency.name)


# -- groups --------------------------------------------------------------------------------------------------


def add_group(actor: Actor, province_id: int, *, name: str) -> AgencyGroup:
    """A further group at the end of the province's list."""
    require(policies.may_write(actor, province_id))
    return new_group(actor, province_id, name=_free_group_name(province_id, name))


def new_group(actor: Actor, province_id: int, *, name: str) -> AgencyGroup:
    """A group whose name is known to be free (the caller has judged the right)."""
    last = db.session.scalar(
        select(func.max(AgencyGroup.position)).where(AgencyGroup.province_id == province_id)
    )
    position = 0 if last is None else last + 1
    group = AgencyGroup(province_id=province_id, name=name, folded=fold(name), position=position)
    db.session.add(group)
    record(actor, "agency_group.created", group, label=name)
    return group


def rename_group(actor: Actor, group: AgencyGroup, *, name: str) -> AgencyGroup:
    require(policies.may_write(actor, group.province_id))
    group.name = _free_group_name(group.province_id, name, but=group)
    group.folded = fold(group.name)
    record(actor, "agency_group.renamed", group, label=group.name)
    return group


def move_group(actor: Actor, group: AgencyGroup, *, up: bool) -> None:
    """One place up or down in the province's list; at its end nothing moves."""
    require(policies.may_write(actor, group.province_id))
    listed = queries.groups(group.province_id)
    at = listed.index(group)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(listed):
        return
    listed[at], listed[to] = listed[to], listed[at]
    for position, moved in enumerate(listed):
        if moved.position != position:
            moved.position = position
            record(actor, "agency_group.moved", moved, label=moved.name)


def _free_group_name(province_id: int, name: str, *, but: AgencyGroup | None = None) -> str:
    wanted = clean(name)
    if not fold(wanted):
        raise DomainError("Chưa điền tên loại cơ quan.", field="name")
    same = queries.group_by_name(fold(wanted), province_id=province_id)
    if same is not None and same is not but:
        raise DomainError("Đã có loại cơ quan “{name}”.", field="name", name=same.name)
    return wanted


# -- agencies ------------------------------------------------------------------------------------------------


def create_agency(actor: Actor, details: Details) -> Agency:
    """A further agency of the province its group belongs to."""
    group = _group(details.group_id)
    require(policies.may_write(actor, group.province_id))
    _check(details, group.province_id, None)
    agency = Agency(province_id=group.province_id, **_columns(details))
    db.session.add(agency)
    record(actor, "agency.created", agency, label=agency.name)
    period = AgencyPeriod(agency_id=agency.id, **_period_columns(details))
    db.session.add(period)
    explain(period)
    return agency


def edit_agency(actor: Actor, agency: Agency, *, details: Details) -> Agency:
    """Mend what is said of an agency; its latest period says the same afterwards."""
    require(policies.may_write(actor, agency.province_id))
    _check(details, agency.province_id, agency)
    first, last = agency.periods[0], agency.periods[-1]
    _check_days(details, first, last)
    for key, value in _columns(details).items():
        setattr(agency, key, value)
    for key, value in _period_columns(details).items():
        if key != "valid_from":
            setattr(last, key, value)
    first.valid_from = details.valid_from
    explain(first)
    explain(last)
    record(actor, "agency.edited", agency, label=agency.name)
    return agency


def close_agency(actor: Actor, agency: Agency, *, valid_to: date) -> Agency:
    """Say on which day an agency existed for the last time."""
    require(policies.may_write(actor, agency.province_id))
    last = agency.periods[-1]
    if valid_to < last.valid_from:
        raise DomainError(
            "Ngày kết thúc phải từ {day} trở đi.", field="valid_to", day=show_day(last.valid_from)
        )
    _refuse_orphans(agency, valid_to)
    if agency.is_authority:
        raise DomainError("Hãy chọn cơ quan quản lý khác cho tỉnh trước khi kết thúc cơ quan này.")
    agency.valid_to = last.valid_to = valid_to
    explain(last)
    record(actor, "agency.closed", agency, label=agency.name)
    return agency


def _columns(details: Details) -> dict[str, object]:
    return asdict(details) | {
        "sort_name": sort_key(details.name),
        "folded": folded(details.name, details.short_name, details.code),
    }


def _period_columns(details: Details) -> dict[str, object]:
    return {key: value for key, value in _columns(details).items() if key not in {"code", "folded"}}


def folded(name: str, short_name: str, code: str) -> str:
    """What the search for an agency looks through."""
    return fold(f"{name} {short_name} {code}")[:600]


def _group(group_id: int) -> AgencyGroup:
    group = queries.group_by_id(group_id)
    if group is None:
        raise DomainError("Hãy chọn loại cơ quan trong danh sách của tỉnh.", field="group_id")
    return group


def _check(details: Details, province_id: int, agency: Agency | None) -> None:
    if _group(details.group_id).province_id != province_id:
        raise DomainError("Hãy chọn loại cơ quan trong danh sách của tỉnh.", field="group_id")
    same = queries.by_code(details.code, province_id=province_id)
    if same is not None and same is not agency:
        raise DomainError("Mã này đã dùng cho “{name}”.", field="code", name=same.name)
    if details.valid_to is not None and details.valid_to < details.valid_from:
        raise DomainError("Ngày kết thúc không được trước ngày bắt đầu.", field="valid_to")
    if details.parent_id is not None:
        _check_parent(details, details.parent_id, province_id, agency)
    if agency is not None and details.valid_to is not None:
        _refuse_orphans(agency, details.valid_to)


def _check_parent(details: Details, parent_id: int, province_id: int, agency: Agency | None) -> None:
    parent = queries.by_id(parent_id)
    if parent is None or parent.province_id != province_id:
        raise DomainError("Hãy chọn cơ quan cấp trên trong cùng tỉnh.", field="parent_id")
    if parent.valid_to is not None and (details.valid_to is None or details.valid_to > parent.valid_to):
        raise DomainError(
            "Cơ quan cấp trên kết thúc ngày {day}, trước cơ quan này.",
            field="parent_id",
            day=show_day(parent.valid_to),
        )
    above: Agency | None = parent
    while above is not None and agency is not None:
        if above is agency:
            raise DomainError(
                "Cơ quan cấp trên đang thuộc chính cơ quan này; hãy chọn cơ quan khác.", field="parent_id"
            )
        above = queries.by_id(above.parent_id) if above.parent_id else None


def _check_days(details: Details, first: AgencyPeriod, last: AgencyPeriod) -> None:
    """The days of existence may move only within the first and the latest period."""
    if first is not last and first.valid_to is not None and details.valid_from > first.valid_to:
        raise DomainError("Ngày bắt đầu phải trước {day}.", field="valid_from", day=show_day(first.valid_to))
    if first is not last and details.valid_to is not None and details.valid_to < last.valid_from:
        raise DomainError(
            "Ngày kết thúc phải từ {day} trở đi.", field="valid_to", day=show_day(last.valid_from)
        )


def _refuse_orphans(agency: Agency, valid_to: date) -> None:
    query = select(Agency.name).where(
        Agency.parent_id == agency.id, or_(Agency.valid_to.is_(None), Agency.valid_to > valid_to)
    )
    below = db.session.scalars(query.order_by(Agency.sort_name)).all()
    if below:
        raise DomainError(
            "Còn {number} cơ quan trực thuộc sau ngày này (như {name}); hãy kết thúc hoặc chuyển trước.",
            field="valid_to",
            number=len(below),
            name=below[0],
        )
