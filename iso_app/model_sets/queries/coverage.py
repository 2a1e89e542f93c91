"""Which agency took over which version of a template, from the copies alone: nothing of a draft is asked."""

from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import aliased

from iso_app.agencies import queries as agencies
from iso_app.db import db
from iso_app.model_sets.kinds import Outcome
from iso_app.model_sets.models import DocumentTemplate, DocumentTemplateVersion, TemplateCopy

NONE, BEHIND, DRAFTING, KEPT, CURRENT = range(5)
UNLINKED = -1  # farther from the template than those that never took it
STAND_LABELS = {
    NONE: "Chưa lấy mẫu",
    BEHIND: "Chờ xem phiên bản mới",
    DRAFTING: "Đang soạn theo phiên bản mới nhất",
    KEPT: "Giữ bản của mình",
    CURRENT: "Đã ban hành theo phiên bản mới nhất",
    UNLINKED: "Đã bỏ liên kết với mẫu",
}
STAND_TONES = {
    UNLINKED: "warning",
    NONE: "neutral",
    BEHIND: "warning",
    DRAFTING: "info",
    KEPT: "neutral",
    CURRENT: "success",
}


def coverage(of: DocumentTemplate, day: date) -> Select[Any]:
    """One row an agency of a day. Columns: agency_id, code, name, sort_name, level, group_id, group_name, stand,
    number (stands on, if it does), in_force (number of the version in force), outcome, reason, changed_at.
    """
    agency = agencies.as_on(day).subquery("agency_on")
    base, in_force = aliased(DocumentTemplateVersion), aliased(DocumentTemplateVersion)
    stands = TemplateCopy.ended_on.is_(None)
    stand = case(
        (TemplateCopy.outcome == Outcome.UNLINKED, UNLINKED),
        (or_(TemplateCopy.id.is_(None), TemplateCopy.ended_on.is_not(None)), NONE),
        (base.number < of.latest, BEHIND),
        (TemplateCopy.outcome == Outcome.KEPT, KEPT),
        (in_force.number == of.latest, CURRENT),
        else_=DRAFTING,
    )
    found: Select[Any] = (
        select(
            agency.c.agency_id,
            agency.c.code,
            agency.c.name,
            agency.c.sort_name,
            agency.c.level,
            agency.c.group_id,
            agency.c.group_name,
            stand.label("stand"),
            base.number.label("number"),
            in_force.number.label("in_force"),
            TemplateCopy.outcome,
            TemplateCopy.reason,
            TemplateCopy.changed_at,
        )
        .select_from(agency)
        .outerjoin(
            TemplateCopy, (TemplateCopy.agency_id == agency.c.agency_id) & (TemplateCopy.template_id == of.id)
        )
        .outerjoin(base, (base.id == TemplateCopy.version_id) & stands)
        .outerjoin(in_force, in_force.id == TemplateCopy.in_force_version_id)
    )
    return found


def coverage_counts(of: DocumentTemplate, day: date) -> list[tuple[int, int]]:
    """(stand, agencies) of the agencies of a day."""
    covered = coverage(of, day).subquery("covered")
    query = select(covered.c.stand, func.count()).group_by(covered.c.stand)
    return [(stand, count) for stand, count in db.session.execute(query)]
