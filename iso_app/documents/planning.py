"""Who signs a revision: the steps of its kind, each for somebody who did not write it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from iso_app.core.errors import DomainError
from iso_app.core.roles import ROLE_LABELS, Role
from iso_app.documents import queries
from iso_app.documents.kinds import STEP_LABELS, StepMeaning, StepSpec
from iso_app.documents.models import ApprovalStep, Revision
from iso_app.documents.queries import Holder

# Who looks at a document in the place of a role that only its drafter holds.
INSTEAD = (Role.ISO_SECRETARY, Role.AUDITOR, Role.STAFF)


@dataclass(frozen=True)
class Proposed:
    """A step with who could do it: (post, "title – who holds it") to choose from; `spec` has the choice made."""

    position: int
    spec: StepSpec
    choices: Sequence[tuple[int, str]]
    missing: bool = False

    @property
    def key(self) -> str:
        return f"step_{self.position}"

    @property
    def label(self) -> str:
        return STEP_LABELS[self.spec.meaning]


def proposed_for(revision: Revision, holders: Sequence[Holder] | None = None) -> list[Proposed]:
    """The steps that a revision would have if it were handed in now."""
    known = queries.holders(revision.agency_id) if holders is None else holders
    terms = queries.terms_of(revision.agency_id, revision.document.kind)
    own = next((held.post_id for held in known if held.person_id == revision.author_id), None)
    return proposed(terms.steps, known, queries.writers(revision), own)


def is_last(step: ApprovalStep, steps: Sequence[ApprovalStep]) -> bool:
    """Whether all other steps are signed: this signature approves."""
    return all(other.done_at is not None for other in steps if other.id != step.id)


def proposed(
    specs: Iterable[StepSpec],
    holders: Sequence[Holder],
    writers: Collection[int],
    author_post_id: int | None,
) -> list[Proposed]:
    """The steps of a kind for one drafter: the drafter's own, and the others each for who wrote nothing of it."""
    others = [held for held in holders if held.person_id not in writers]
    found = []
    for position, spec in enumerate(specs):
        if spec.meaning is StepMeaning.DRAFTED:
            own = replace(spec, post_id=author_post_id)
            found.append(Proposed(position, own, (), missing=author_post_id is None))
            continue
        chosen = _somebody(spec, others)
        choices = [(held.post_id, f"{held.title} – {held.name}") for held in others if _may_take(spec, held)]
        found.append(Proposed(position, chosen or spec, choices, missing=chosen is None))
    return found


def _somebody(spec: StepSpec, others: Sequence[Holder]) -> StepSpec | None:
    """The step as it is if somebody else can do it, else given to another post; None if nobody can."""
    if spec.post_id is not None:
        return spec if any(held.post_id == spec.post_id for held in others) else None
    if any(held.role is spec.role for held in others):
        return spec
    if spec.meaning is StepMeaning.APPROVED:
        return None
    found = next((held for role in INSTEAD for held in others if held.role is role), None)
    return replace(spec, post_id=found.post_id, role=found.role) if found is not None else None


def _may_take(spec: StepSpec, held: Holder) -> bool:
    """Anybody may be asked to review; an approval stays with the post or role it is of, or goes to a leader."""
    if spec.meaning is not StepMeaning.APPROVED:
        return True
    return held.post_id == spec.post_id or held.role in {spec.role, Role.LEADER}


def settled(
    steps: Sequence[Proposed], chosen: Mapping[int, int], holders: Sequence[Holder]
) -> list[StepSpec]:
    """The steps with the posts that were chosen (position -> post); DomainError names the step nobody can do."""
    roles = {held.post_id: held.role for held in holders}
    found = []
    for step in steps:
        post_id = chosen.get(step.position)
        if post_id is not None and step.choices:
            if post_id not in dict(step.choices):
                raise DomainError("Hãy chọn một vị trí trong danh sách.", field=step.key)
            found.append(replace(step.spec, post_id=post_id, role=roles[post_id]))
            continue
        if step.missing:
            whose = ROLE_LABELS[step.spec.role] if step.spec.role else step.label
            if step.spec.meaning is StepMeaning.APPROVED and not step.choices:
                raise DomainError(
                    "Chưa có ai giữ vị trí {whose} để phê duyệt; hãy nhờ người quản trị giao vị trí này rồi trình.",
                    field=step.key,
                    whose=whose,
                )
            raise DomainError(
                "Bước “{step}” chưa có ai khác người soạn thảo giữ vị trí {whose}; hãy chọn vị trí khác.",
                field=step.key,
                step=step.label,
                whose=whose,
            )
        found.append(step.spec)
    return found
