"""Model sets and templates of the demonstration: one office has merged a new version, one has it before it."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.demo.accounts import OFFICE
from iso_app.documents import queries as documents
from iso_app.documents import services as document_services
from iso_app.documents.content import StepRow, Written, written_of
from iso_app.documents.services import Plan
from iso_app.model_sets import queries, services
from iso_app.model_sets.compute import passages_of, written_of_passages
from iso_app.model_sets.kinds import Audience, Necessity
from iso_app.model_sets.models import DocumentTemplate
from iso_app.model_sets.services import ItemFacts, TemplateFacts

FILE = Path(__file__).parent / "data" / "mau-tai-lieu.yaml"
MERGED, DRAFTING = "ST-STC", "ST-SKHCN"
GROUP = "Sở, ngành"
DAYS_AHEAD = 30


def build_model_sets(actor: Actor) -> None:
    """The sets that ship with one item of the province's own, two templates, copies of four offices."""
    loaded = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    kinds = {kind.code: kind.id for kind in documents.kinds()}
    services.take_default_sets(actor, agencies.province_of(actor))
    _add_item(actor, loaded["item"], kinds)
    audits, receptions = (_open(actor, row, kinds) for row in loaded["templates"])
    _publish(actor, audits, loaded["templates"][0]["versions"][0])
    group = next(found for found in agencies.groups() if found.name == GROUP)
    words = "Đề nghị các sở, ngành soạn hoặc soát xét quy trình đánh giá nội bộ theo mẫu."
    due = today() + timedelta(days=DAYS_AHEAD)
    services.tell_all(
        actor, services.push(actor, audits, audience=Audience(group_id=group.id), due_on=due, words=words)
    )
    _publish(actor, receptions, loaded["templates"][1]["versions"][0])
    for code, template, number in (
        (DRAFTING, audits, "QT-02"), (MERGED, receptions, "QT-07"), (OFFICE, receptions, "QT-07"),
    ):  # fmt: skip
        _take(actor, code, template, number)
    _change(actor, receptions, loaded["changed"])
    _publish(actor, receptions, loaded["templates"][1]["versions"][1])
    services.tell_all(actor, queries.last_push(receptions))
    _merge(actor, receptions)


def _add_item(actor: Actor, row: Mapping[str, Any], kinds: Mapping[str, int]) -> None:
    for found in queries.sets():
        facts = ItemFacts(
            row["code"],
            row["name"],
            kinds[row["kind"]],
            Necessity.RECOMMENDED,
            row["clauses"],
            len(found.items) + 1,
        )
        services.keep_item(actor, found, facts=facts)


def _open(actor: Actor, row: Mapping[str, Any], kinds: Mapping[str, int]) -> DocumentTemplate:
    facts = TemplateFacts(row["code"], row["title"], kinds[row["kind"]], row["item"])
    return services.open_template(actor, agencies.province_of(actor), facts=facts)


def _publish(actor: Actor, template: DocumentTemplate, row: Mapping[str, Any]) -> None:
    draft = queries.draft(template)
    if draft is None:
        return
    steps = tuple(StepRow(*(part.strip() for part in line.split("|"))) for line in row["steps"])
    services.save_draft(actor, draft, written=Written(row["sections"], steps))
    services.publish(
        actor,
        template,
        shown_digest=draft.digest,
        summary=row.get("summary", ""),
        due_on=today() + timedelta(days=DAYS_AHEAD),
    )


def _take(actor: Actor, code: str, template: DocumentTemplate, number: str) -> None:
    agency = agencies.by_code(code)
    if agency is not None:
        services.take(actor, agency.id, template=template, code=number, title=template.title)


def _change(actor: Actor, template: DocumentTemplate, changes: list[str]) -> None:
    """The office makes the first version its own."""
    mine = queries.mine(_id(OFFICE), template)
    if mine is None or mine.revision is None:
        return
    passages = passages_of(written_of(mine.revision.written))
    for line in changes:
        old, new = (words.strip() for words in line.split("|"))
        passages = {key: [text.replace(old, new) for text in texts] for key, texts in passages.items()}
    written = written_of_passages(passages)
    document_services.save(actor, mine.revision, body=written, plan=Plan(mine.revision.change_summary))


def _merge(actor: Actor, template: DocumentTemplate) -> None:
    mine = queries.mine(_id(MERGED), template)
    if mine is not None:
        services.merge(actor, mine, choices={}, shown_digest=queries.difference(mine).digest)


def _id(code: str) -> int | None:
    agency: Agency | None = agencies.by_code(code)
    return agency.id if agency is not None else None
