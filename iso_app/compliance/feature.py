from iso_app.compliance import panels, policies
from iso_app.compliance.cli import rebuild_facts
from iso_app.compliance.sheets import DAYS, TINH_HINH
from iso_app.compliance.subscribers import inspections_stored
from iso_app.inspections.events import InspectionsStored
from iso_app.successions import policies as successions
from iso_app.trail import words
from iso_app.web.feature import Feature, Panel

words.add(
    verbs={
        "application.year_imported": "Nhập tình hình áp dụng {label}, dòng {line} của tệp",
        "application.year_corrected": "Sửa tình hình áp dụng {label} theo dòng {line} của tệp",
    },
    codes={"not_done": DAYS},
)


FEATURE = Feature(
    name="compliance",
    label="Tình hình áp dụng",
    permissions=policies.ALL,
    imports=(TINH_HINH,),
    subscriptions=((InspectionsStored, inspections_stored),),
    panels=(
        Panel("agency.record", policies.READ, panels.on_agency, order=20),
        Panel("agency.record", policies.READ, panels.on_successor, order=21),
        Panel("task.record", policies.READ, panels.on_task, order=20),
        Panel("successions.day", successions.LIST, panels.on_reorganisation, order=20),
    ),
    commands=(rebuild_facts,),
)
