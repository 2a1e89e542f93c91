"""Everything that changes tables: their templates' versions, drafts, explanations, freezing, issuing."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from iso_app.agencies import queries as agencies
from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import DomainError
from iso_app.core.policy import require
from iso_app.db import db
from iso_app.notifications.services import notify_those_who_may
from iso_app.numbering.services import next_number
from iso_app.reports import content as contents
from iso_app.reports import policies, queries
from iso_app.reports.models import CheckExplanation, Snapshot, TemplateVersion
from iso_app.reports.workflow import SNAPSHOT_WORKFLOW, SnapshotAction
from iso_app.signatures import services as signatures
from iso_app.signatures.models import Meaning
from iso_app.trail.services import note, record

SHIPPED = Path(__file__).parent / "templates"
SERIES = "PL"


def load_templates() -> list[TemplateVersion]:
    """Load the shipped templates that are not there yet. A version that was loaded is never changed."""
    known = {(t.code, t.version): t.digest for t in db.session.scalars(select(TemplateVersion))}
    loaded = []
    for path in sorted(SHIPPED.glob("*.yaml")):
        body = yaml.safe_load(path.read_text(encoding="utf-8"))
        digest = contents.body_digest(body)
        before = known.get((body["code"], body["version"]))
        if before is None:
            loaded.append(_load(body, digest))
        elif before != digest:
            raise DomainError(
                "Mẫu bảng {code} phiên bản {version} đã nạp với nội dung khác; hãy tăng số phiên bản.",
                code=body["code"],
                version=body["version"],
            )
    return loaded


def _load(body: dict[str, Any], digest: str) -> TemplateVersion:
    version = TemplateVersion(
        code=body["code"],
        version=body["version"],
        title=body["title"],
        position=body["position"],
        body=body,
        digest=digest,
        loaded_at=now(),
    )
    db.session.add(version)
    return version


def draft(actor: Actor, *, code: str, year: int, as_of: date | None) -> Snapshot:
    """Begin a table: it shows what is known until it is frozen."""
    require(actor.holds(policies.COMPILE))
    version = queries.template(code)
    period = queries.period(year, as_of)
    if actor.province_id is None or actor.agency_id is None:
        raise DomainError("Bảng phải do người của một tỉnh lập; hãy đăng nhập bằng tài khoản của tỉnh.")
    snapshot = Snapshot(
        province_id=actor.province_id,
        number=next_number(
            actor, agency_id=_numbering_agency(actor.province_id, actor.agency_id), key=SERIES, year=year
        ),
        template_version_id=version.id,
        year=year,
        as_of=period.as_of,
        made_by=actor.name,
        made_by_id=actor.person_id,
        made_at=now(),
    )
    db.session.add(snapshot)
    record(actor, "snapshot.drafted", snapshot, template=code, year=year)
    return snapshot


def _numbering_agency(province_id: int, agency_id: int) -> int:
    """All tables of a province are numbered in one series, that of its authority."""
    authority = agencies.authority(province_id)
    return authority.id if authority else agency_id


def explain(actor: Actor, snapshot: Snapshot, *, check_key: str, text: str, printed: bool) -> None:
    """Say why a check does not hold; an empty text takes the explanation away."""
    require(policies.may_explain(actor, snapshot))
    found = next((e for e in snapshot.explanations if e.check_key == check_key), None)
    if not text:
        if found is not None:
            record(actor, "explanation.removed", found, label=check_key)
            db.session.delete(found)
            note(
                actor, "snapshot.explanation_removed", [(snapshot, snapshot.number, {}, {"check": check_key})]
            )
        return
    if found is None:
        found = CheckExplanation(province_id=snapshot.province_id, snapshot=snapshot, check_key=check_key)
        db.session.add(found)
    found.text, found.printed, found.by, found.at = text, printed, actor.name, now()
    record(actor, "explanation.written", found, label=check_key)
    note(actor, "snapshot.explained", [(snapshot, snapshot.number, {}, {"check": check_key})])


def write_notes(actor: Actor, *, year: int, notes: Mapping[str, str]) -> None:
    """What the province prints as notes in its tables of a year, by the setting that rows name."""
    require(actor.holds(policies.COMPILE))
    province = agencies.province_of(actor)
    settings = dict(province.settings)
    for setting, text in notes.items():
        settings[setting] = dict(settings.get(setting, {})) | {str(year): text}
    province.settings = settings
    record(actor, "province.notes_written", province, year=year)


def freeze(actor: Actor, snapshot: Snapshot) -> None:
    """Keep the table as it is now, with every agency and its evidence, for ever."""
    require(policies.may_freeze(actor, snapshot))
    wanted = queries.period(snapshot.year, snapshot.as_of)
    result = queries.table(actor, snapshot.template, wanted)
    content = contents.build(
        result, queries.province_of(actor), evidence_of=contents.ALL, with_population=True
    )
    content["explanations"] = {
        e.check_key: {"text": e.text, "printed": e.printed, "by": e.by}
        for e in sorted(snapshot.explanations, key=lambda e: e.check_key)
    }
    snapshot.content = contents.canonical(content)
    snapshot.digest = contents.digest(snapshot.content)
    snapshot.state = SNAPSHOT_WORKFLOW.after(snapshot.state, SnapshotAction.FREEZE)
    snapshot.frozen_by, snapshot.frozen_by_id, snapshot.frozen_at = actor.name, actor.person_id, now()
    record(actor, "snapshot.frozen", snapshot, digest=snapshot.digest)
    notify_those_who_may(
        actor, "reports.frozen", permission=policies.SIGN, province_id=snapshot.province_id,
        number=snapshot.number,
    )  # fmt: skip


def issue(actor: Actor, snapshot: Snapshot, *, shown_digest: str, password: str) -> None:
    """Sign the frozen table and issue it."""
    require(policies.may_issue(actor, snapshot))
    signatures.sign(
        actor,
        snapshot,
        content_digest=contents.digest(snapshot.content),
        shown_digest=shown_digest,
        meaning=Meaning.APPROVED,
        password=password,
        author_id=snapshot.frozen_by_id,
    )
    snapshot.state = SNAPSHOT_WORKFLOW.after(snapshot.state, SnapshotAction.ISSUE)
    snapshot.issued_at = now()
    record(actor, "snapshot.issued", snapshot, digest=snapshot.digest)
    notify_those_who_may(
        actor, "reports.issued", permission=policies.READ, province_id=snapshot.province_id,
        number=snapshot.number,
    )  # fmt: skip
