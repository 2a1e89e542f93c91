"""From a revision to what is printed of it."""

from collections.abc import Sequence
from typing import Final

from iso_app.agencies import queries as agencies
from iso_app.core.clock import today
from iso_app.core.dates import show_day, show_moment
from iso_app.core.numbers import show_number
from iso_app.documents import queries as documents
from iso_app.documents.content import SECTIONS, STEPS_AFTER, written_of
from iso_app.documents.kinds import STEP_LABELS, Source, StepMeaning
from iso_app.documents.models import ApprovalStep, Revision
from iso_app.documents.workflow import RevisionState
from iso_app.files.sniff import DOCX, PDF, XLSX
from iso_app.printed_copies.framing import framed_pdf
from iso_app.printing.controlled import (
    ControlBox,
    ControlledDocument,
    CopyMark,
    Hand,
    Mark,
    PrintedSection,
    SigningColumn,
)
from iso_app.printing.controlled_docx import document_docx
from iso_app.printing.controlled_pdf import document_pdf
from iso_app.signatures.models import Signature

_MARKS: Final = {
    RevisionState.APPROVED: Mark.NOT_YET,
    RevisionState.EFFECTIVE: Mark.NONE,
    RevisionState.SUPERSEDED: Mark.ENDED,
    RevisionState.WITHDRAWN: Mark.ENDED,
}
_FORMATS: Final = {DOCX: "Word (.docx)", XLSX: "Excel (.xlsx)"}
_KILOBYTE: Final = 1000
EMPTY_SECTION: Final = "Không có."


def reading_mark(revision: Revision) -> CopyMark:
    """The mark of a copy that anybody takes for reading: it is under nobody's control, and says so."""
    note = f"Bản đọc, in ngày {show_day(today())}; không phải bản kiểm soát."
    below = f"từ ngày {show_day(revision.ended_on)}" if revision.ended_on else ""
    return CopyMark(_MARKS.get(revision.state, Mark.DRAFT), below, (note,))


def controlled_mark(number: int, *, holder: str, address: str, note: str = "") -> CopyMark:
    """The mark of a numbered copy: stamp, holder, QR code."""
    notes = (
        f"Người giữ: {holder}" if holder else "",
        note,
        f"In ngày {show_day(today())} từ ISO điện tử. Quét mã để biết bản in còn hiệu lực hay không.",
    )
    return CopyMark(Mark.CONTROLLED, f"Bản số {number:02}", tuple(line for line in notes if line), address)


def pdf_of(revision: Revision, mark: CopyMark) -> bytes:
    """The revision on paper: what was written here whole, a PDF within a frame, a cover for a Word or Excel file.

    Raises:
        Unprintable: the PDF that was brought cannot be drawn.
        Damaged: the stored file is not what was stored.
    """
    if revision.source is Source.FILE and revision.media_type == PDF:
        return framed_pdf(documents.content_of(revision), box_of(revision), mark)
    return document_pdf(document_of(revision, mark))


def docx_of(revision: Revision) -> bytes:
    """What was written here as Word; nobody's controlled copy."""
    return document_docx(document_of(revision, reading_mark(revision)))


def box_of(revision: Revision) -> ControlBox:
    """The control box above a revision."""
    document = revision.document
    agency = document.agency
    return ControlBox(
        agency=agency.name,
        parent=agencies.superior_name(agency),
        kind=document.kind.name,
        title=document.title,
        code=document.code,
        revision=f"{revision.number:02}",
        effective_on=revision.effective_on,
    )


def document_of(revision: Revision, mark: CopyMark) -> ControlledDocument:
    """The whole document, or the cover of a file."""
    is_written = revision.source is Source.WRITTEN
    return ControlledDocument(
        box=box_of(revision),
        copy=mark,
        signing=_signing(revision, documents.steps_of_round(revision)),
        sections=_sections(revision) if is_written else (),
        amendments=_amendments(revision) if is_written else None,
        facts=() if is_written else _facts(revision),
        basis=f"Ban hành theo {revision.paper_basis}" if revision.paper_basis else "",
    )


def _signing(revision: Revision, steps: Sequence[ApprovalStep]) -> tuple[SigningColumn, ...]:
    """Soạn thảo | Xem xét | Phê duyệt, each with who signed; the drafter is known without a step."""
    columns = []
    for meaning, label in STEP_LABELS.items():
        signed = (step.signature for step in steps if step.meaning is meaning)
        hands = tuple(_hand(signature, revision) for signature in signed if signature is not None)
        if not hands and meaning is StepMeaning.DRAFTED and not revision.paper_basis:
            hands = (Hand(revision.author_name),)
        columns.append(SigningColumn(label, hands))
    return tuple(columns)


def _hand(signature: Signature, revision: Revision) -> Hand:
    """Who signed: the agency stands in the box above and need not follow every post."""
    post = signature.post_label.removesuffix(f" – {revision.document.agency.name}")
    return Hand(signature.person_name, post, f"Đã ký xác nhận\n{show_moment(signature.signed_at)}")


def _sections(revision: Revision) -> tuple[PrintedSection, ...]:
    """All sections under the numbers of the form: people refer to "mục 5", whatever stands before it."""
    written = written_of(revision.written)
    found = []
    for number, (key, label) in enumerate(SECTIONS, start=1):
        steps = written.steps if key == STEPS_AFTER else ()
        rows = tuple((row.what, row.who, row.time, row.output) for row in steps)
        words = written.sections.get(key, "") or ("" if rows else EMPTY_SECTION)
        found.append(PrintedSection(f"{number}. {label}", words, rows))
    return tuple(found)


def _amendments(revision: Revision) -> tuple[tuple[str, ...], ...]:
    rows = written_of(revision.written).amendments
    return tuple((row.number, row.place, row.change, row.day, row.note) for row in rows)


def _facts(revision: Revision) -> tuple[tuple[str, str], ...]:
    return (
        ("Tên tệp", revision.file_name),
        ("Loại tệp", _FORMATS.get(revision.media_type, revision.media_type)),
        ("Dung lượng", f"{show_number(-(-revision.file_size // _KILOBYTE))} KB"),
        ("Mã kiểm SHA-256", " ".join(_grouped(revision.content_digest))),
        ("Cách dùng", "Tờ bìa đi cùng tệp gốc in nguyên trạng; mã kiểm cho biết đúng tệp đã phê duyệt."),
    )


def _grouped(digest: str) -> list[str]:
    return [digest[start : start + 8] for start in range(0, len(digest), 8)]
