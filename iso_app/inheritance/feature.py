"""Documents of agencies that are no more: who carries on reads them, takes them over or leaves them behind."""

from iso_app.documents.events import DocumentWithdrawn, RevisionEffective
from iso_app.inheritance import panels, policies, subscribers, views
from iso_app.inheritance.kinds import DECISION_LABELS
from iso_app.successions.events import AgenciesReorganised
from iso_app.trail import words
from iso_app.web.feature import DOCUMENTS, Feature, MenuItem, Panel

words.add(
    verbs={
        "inherited_document.taken": "Tiếp nhận tài liệu {label} của {agency}",
        "inherited_document.declined": "Không tiếp nhận tài liệu {label} của {agency}: {reason}",
        "inherited_document.taken_back": "Rút lại quyết định về tài liệu {label} của {agency}: {reason}",
    },
    labels={
        "decided_at": "Quyết định lúc",
        "decided_by": "Người quyết định",
        "decided_by_id": "Người quyết định",
        "decision": "Quyết định",
        "former_agency": "Cơ quan cũ",
        "former_code": "Mã hiệu cũ",
        "former_number": "Lần ban hành cũ",
        "former_title": "Tên tài liệu cũ",
        "inherited_document.document_id": "Tài liệu cũ",
        "new_document_id": "Tài liệu mới",
    },
    values=(DECISION_LABELS,),
)

FEATURE = Feature(
    name="inheritance",
    label="Tiếp nhận tài liệu sau sắp xếp",
    blueprints=(views.bp,),
    permissions=policies.ALL,
    menu=(
        MenuItem(
            "Tiếp nhận tài liệu", "inheritance.index", "git-branch", policies.DECIDE, DOCUMENTS, order=13
        ),
        MenuItem(
            "Tiếp nhận tài liệu toàn tỉnh",
            "inheritance.province",
            "git-branch",
            policies.OVERSEE,
            "Cơ quan",
            order=34,
        ),
    ),
    panels=(
        Panel("agency.record", policies.READ, panels.on_agency, order=11),
        Panel("documents.document", policies.READ, panels.on_document, order=15),
    ),
    subscriptions=(
        (RevisionEffective, subscribers.revision_effective),
        (DocumentWithdrawn, subscribers.document_withdrawn),
        (AgenciesReorganised, subscribers.agencies_reorganised),
    ),
)
