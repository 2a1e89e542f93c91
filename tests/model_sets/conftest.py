"""The default sets of province `st`, templates in versions, copies of `snv`."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from iso_app.agencies import queries as agencies
from iso_app.core.clock import today
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.documents import queries as documents
from iso_app.documents import services as document_services
from iso_app.documents.content import StepRow, Written
from iso_app.documents.services import DocumentFacts
from iso_app.model_sets import queries, services
from iso_app.model_sets.kinds import Audience
from iso_app.model_sets.services import TemplateFacts
from tests.support.world import World

FIRST = Written(
    {
        "purpose": "Quy định cách đánh giá nội bộ.",
        "scope": "Áp dụng cho mọi đơn vị.",
        "records": "Kế hoạch, báo cáo: lưu 03 năm.",
    },
    (StepRow("Lập chương trình", "Thư ký ISO", "Tháng 1"), StepRow("Đánh giá", "Đoàn đánh giá", "02 ngày")),
)
SECOND = Written(
    {
        "purpose": "Quy định cách đánh giá nội bộ, đánh giá chéo.",
        "scope": "Áp dụng cho mọi đơn vị.",
        "records": "Kế hoạch, báo cáo: lưu 05 năm.",
    },
    (
        StepRow("Lập chương trình", "Thư ký ISO", "Tháng 1"),
        StepRow("Đánh giá", "Đoàn đánh giá của đơn vị khác", "02 ngày"),
        StepRow("Lập báo cáo tổng hợp", "Trưởng đoàn", "03 ngày"),
    ),
)
CODE = "MAU-DGNB"


def mine_of(actor: Any, template_id: int) -> Any:
    """The copy that the actor's agency has of a template."""
    mine = queries.mine(actor.agency_id, queries.template(actor, template_id))
    assert mine is not None
    return mine


@pytest.fixture
def kinds(acting: Callable[..., Any], world: World) -> dict[str, int]:
    """The default kinds of province `st`: code -> id."""
    with acting("tdc.province_admin") as actor:
        document_services.take_default_kinds(actor, agencies.province_of(actor))
        return {kind.code: kind.id for kind in documents.kinds()}


@pytest.fixture
def default_sets(acting: Callable[..., Any], kinds: dict[str, int]) -> None:
    with acting("tdc.inspector") as actor:
        services.take_default_sets(actor, agencies.province_of(actor))


@pytest.fixture
def published(acting: Callable[..., Any], kinds: dict[str, int]) -> int:
    """A template with its first version: its id."""
    with acting("tdc.inspector") as actor:
        facts = TemplateFacts(CODE, "Quy trình đánh giá nội bộ", kinds["QT"], "QT-DANH-GIA")
        template_id = int(services.open_template(actor, agencies.province_of(actor), facts=facts).id)
    publish(acting, template_id, FIRST)
    return template_id


def publish(acting: Callable[..., Any], template_id: int, written: Written, summary: str = "") -> None:
    """Write and publish the next version."""
    with acting("tdc.inspector") as actor:
        template = queries.template(actor, template_id)
        draft = queries.draft(template)
        assert draft is not None
        services.save_draft(actor, draft, written=written)
        services.publish(
            actor,
            template,
            shown_digest=draft.digest,
            summary=summary,
            due_on=today() + timedelta(days=20),
        )


@pytest.fixture
def second(acting: Callable[..., Any], published: int, taken: int) -> int:
    """The second version, published after `snv` took the first; told to those who have a copy."""
    publish(acting, published, SECOND, "Thêm đánh giá chéo")
    tell(acting, published)
    return published


def tell(acting: Callable[..., Any], template_id: int, *, only_copies: bool = True) -> int:
    """What the work in the background does; how many were told."""
    from iso_app.model_sets.models import TemplatePush

    with acting("tdc.inspector") as actor:
        pushes = db.session.query(TemplatePush).filter_by(template_id=template_id, only_copies=only_copies)
        return sum(services.tell_all(actor, push) for push in pushes)


@pytest.fixture
def taken(acting: Callable[..., Any], published: int) -> int:
    """The copy of `snv`: the id of its document."""
    with acting("snv.iso_secretary") as actor:
        template = queries.template(actor, published)
        revision = services.take(
            actor, actor.agency_id, template=template, code="QT-05", title="Quy trình đánh giá nội bộ"
        )
        return int(revision.document_id)


@pytest.fixture
def bring_in(acting: Callable[..., Any], kinds: dict[str, int]) -> Callable[..., int]:
    """`bring_in("snv", "CHINH-SACH")`: a document in force that answers an item; its id."""

    def make(agency: str, item: str | None, code: str = "") -> int:
        with acting(f"{agency}.iso_secretary") as actor:
            facts = DocumentFacts(kinds["QT"], code or f"TL-{item}", f"Tài liệu {item}", model_item=item)
            document = document_services.open_document(actor, actor.agency_id or 0, facts=facts)
            document_services.bring_in(
                actor,
                document,
                body=Written({"purpose": "Cũ"}),
                number=1,
                effective_on=today(),
                basis="QĐ 12/QĐ",
            )
            return int(document.id)

    return make


@pytest.fixture
def read(app: Any) -> Callable[[type, int], Any]:
    """A record as it stands, whoever may see it."""

    def find(kind: type, record_id: int) -> Any:
        with whole_country():
            db.session.expire_all()
            return db.session.get_one(kind, record_id)

    return find


@pytest.fixture
def everybody() -> Audience:
    return Audience()
