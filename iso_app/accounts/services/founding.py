"""The first administrator of a province, on an installation where nobody can sign in yet."""

from iso_app.accounts.services.passwords import make_one_time_link
from iso_app.accounts.services.people import engage
from iso_app.agencies import queries as agencies
from iso_app.agencies import services as agency_services
from iso_app.agencies.models import Agency, Applicability, Level, Province
from iso_app.agencies.services import Details
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.errors import DomainError, NotPermitted
from iso_app.core.roles import ROLE_LABELS, Role
from iso_app.core.text import fold

AUTHORITY_GROUP = "Chi cục"


def create_first_admin(
    actor: Actor, *, province_code: str, province_name: str, agency_code: str, agency_name: str, email: str,
    full_name: str,
) -> str:  # fmt: skip
    """A province administrator and the token of the link with which they set their password.

    What is missing is founded: the province, and the agency whose people administer it.
    """
    if not actor.scope.is_system:
        raise NotPermitted("Chỉ người vận hành hệ thống được tạo quản trị tỉnh đầu tiên.")
    province = _province(actor, province_code, province_name)
    authority = agencies.authority(province.id) or _authority(actor, province, agency_code, agency_name)
    person = engage(
        actor, full_name=full_name, email=email, agency_id=authority.id, role=Role.PROVINCE_ADMIN,
        title=ROLE_LABELS[Role.PROVINCE_ADMIN], held_from=max(today(), authority.valid_from),
    )  # fmt: skip
    return make_one_time_link(actor, person)


def _province(actor: Actor, code: str, name: str) -> Province:
    known = agencies.provinces_with([code])
    if not known and not name:
        raise DomainError(
            "Chưa có tỉnh mang mã {code}. Hãy cho biết tên tỉnh bằng --province-name.", code=code
        )
    return agency_services.ensure_province(actor, code, name)


def _authority(actor: Actor, province: Province, code: str, name: str) -> Agency:
    agency = agencies.by_code(code, province_id=province.id)
    if agency is None:
        group = agencies.group_by_name(fold(AUTHORITY_GROUP), province_id=province.id)
        group = group or agency_services.add_group(actor, province.id, name=AUTHORITY_GROUP)
        agency = agency_services.create_agency(
            actor,
            Details(
                code=code, name=name, level=Level.PROVINCE, group_id=group.id,
                applicability=Applicability.MANDATORY, valid_from=today(),
            ),
        )  # fmt: skip
    agency_services.set_authority(actor, agency)
    return agency
