"""What may be asked of a document, whose opinion is heard, what a review finds. Knows no record."""

from datetime import date
from enum import StrEnum
from typing import Final

from iso_app.core.roles import Role

NOTICE_DAYS: Final = 30  # a review is asked for so many days ahead
MOST_AT_ONCE: Final = 200  # documents reviewed in one act
REVIEW_TASKS: Final = "document-review:"
FORM: Final = "change_requests"
FORM_NAME: Final = "Phiếu đề nghị ban hành, sửa đổi tài liệu"


class ChangeKind(StrEnum):
    """Hình thức: what is to be done with a document."""

    NEW = "new"
    REVISE = "revise"
    WITHDRAW = "withdraw"


KIND_LABELS = {
    ChangeKind.NEW: "Soạn mới",
    ChangeKind.REVISE: "Sửa đổi",
    ChangeKind.WITHDRAW: "Hủy bỏ",
}


class OpinionSide(StrEnum):
    """Whose opinion a line of the form is."""

    HEAD = "head"
    BOARD = "board"
    LEADER = "leader"


SIDE_LABELS = {
    OpinionSide.HEAD: "Ý kiến trưởng bộ phận",
    OpinionSide.BOARD: "Ý kiến Ban ISO",
    OpinionSide.LEADER: "Ý kiến lãnh đạo",
}


class Verdict(StrEnum):
    """What a periodic review finds."""

    KEEP = "keep"
    REVISE = "revise"
    WITHDRAW = "withdraw"


VERDICT_LABELS = {
    Verdict.KEEP: "Giữ nguyên",
    Verdict.REVISE: "Cần sửa đổi",
    Verdict.WITHDRAW: "Cần hủy bỏ",
}
ASKED_BY_VERDICT = {Verdict.REVISE: ChangeKind.REVISE, Verdict.WITHDRAW: ChangeKind.WITHDRAW}


def deciders(kind: ChangeKind, asked_role: Role | None) -> frozenset[Role]:
    """Who may decide: the leader; on a revision, and on what a leader asks for, the ISO secretary as well."""
    if kind is ChangeKind.REVISE or asked_role is Role.LEADER:
        return frozenset({Role.LEADER, Role.ISO_SECRETARY})
    return frozenset({Role.LEADER})


def asked_to_decide(kind: ChangeKind, asked_role: Role | None) -> Role:
    """Whose task it is: one of `deciders` whose role is not the asker's."""
    secretary = asked_role is Role.LEADER or (
        kind is ChangeKind.REVISE and asked_role is not Role.ISO_SECRETARY
    )
    return Role.ISO_SECRETARY if secretary else Role.LEADER


def review_keys(document_id: int) -> str:
    """How the keys of all tasks to review a document begin."""
    return f"{REVIEW_TASKS}{document_id}:"


def review_key(document_id: int, due_on: date) -> str:
    """How the task to review a document by a day is called."""
    return f"{review_keys(document_id)}{due_on.isoformat()}"
