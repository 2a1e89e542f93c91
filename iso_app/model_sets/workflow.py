"""The life of a template: prepared by the province, published in versions, no longer used."""

from enum import StrEnum

from iso_app.core.workflow import Move, Workflow


class TemplateState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class TemplateAction(StrEnum):
    PUBLISH = "publish"
    RETIRE = "retire"


STATE_LABELS = {
    TemplateState.DRAFT: "Chưa phát hành",
    TemplateState.PUBLISHED: "Đang dùng",
    TemplateState.RETIRED: "Ngừng dùng",
}
_DRAFT, _PUBLISHED = frozenset({TemplateState.DRAFT}), frozenset({TemplateState.PUBLISHED})

TEMPLATE_WORKFLOW = Workflow(
    "Mẫu tài liệu của tỉnh",
    STATE_LABELS,
    {
        TemplateAction.PUBLISH: Move(_DRAFT | _PUBLISHED, TemplateState.PUBLISHED, "Phát hành"),
        TemplateAction.RETIRE: Move(_PUBLISHED, TemplateState.RETIRED, "Ngừng dùng"),
    },
)
