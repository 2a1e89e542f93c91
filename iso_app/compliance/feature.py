from flask import render_template

from iso_app.agencies.models import Agency
from iso_app.compliance import policies, queries
from iso_app.compliance.cli import rebuild_facts
from iso_app.compliance.sheets import TINH_HINH
from iso_app.compliance.subscribers import inspections_stored
from iso_app.core.actor import Actor
from iso_app.imports import policies as import_policies
from iso_app.inspections.events import InspectionsStored
from iso_app.trail import words
from iso_app.web.feature import Feature, Panel

words.add(
    verbs={
        "application.year_imported": "Nhập tình hình áp dụng {label}, dòng {line} của tệp",
        "application.year_corrected": "Sửa tình hình áp dụng {label} theo dòng {line} của tệp",
    },
)


def _years(actor: Actor, agency: Agency) -> str:
    """The slot of the agency's record page."""
    return render_template(
        "compliance/years.html",
        years=queries.years_of(agency.id),
        labels=queries.KIND_LABELS,
        linked=actor.may(import_policies.LINES),
    )


FEATURE = Feature(
    name="compliance",
    label="Tình hình áp dụng",
    permissions=policies.ALL,
    imports=(TINH_HINH,),
    subscriptions=((InspectionsStored, inspections_stored),),
    panels=(Panel("agency.record", policies.READ, _years, order=20),),
    commands=(rebuild_facts,),
)
