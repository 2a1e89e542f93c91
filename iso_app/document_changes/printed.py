"""A request as the form "Phiếu đề nghị ban hành/sửa đổi tài liệu"."""

from collections.abc import Sequence

from iso_app.core.dates import show_day, show_moment
from iso_app.document_changes.kinds import FORM_NAME, KIND_LABELS, SIDE_LABELS, OpinionSide
from iso_app.document_changes.models import ChangeRequest
from iso_app.document_changes.workflow import REQUEST_LABELS, RequestState
from iso_app.printing import ColumnHead, FormHead, PrintedCell, PrintedReport, PrintedRow, Signatory

_COLUMNS = (
    ColumnHead("n", "TT", 6, "center"),
    ColumnHead("what", "Mục", 28),
    ColumnHead("words", "Nội dung", 66),
)


def form_lines(request: ChangeRequest) -> list[tuple[str, str]]:
    """(label, words) of every line of the form, in its order; a line nobody has filled in is blank."""
    asker = f"{request.asked_by}, {request.asked_post}" if request.asked_post else request.asked_by
    lines = [
        ("Số phiếu, ngày đề nghị", f"{request.number}, {show_moment(request.asked_at)}"),
        ("Người đề xuất", asker),
        ("Đơn vị", request.department.name if request.department is not None else ""),
        ("Mã hiệu tài liệu", request.code),
        ("Tên tài liệu", request.title),
        ("Hình thức", KIND_LABELS[request.kind]),
        ("Hạn", show_day(request.wanted_on)),
        ("Lý do", request.reason),
        ("Tóm tắt nội dung", request.summary),
        *((SIDE_LABELS[side], _opinions(request, side)) for side in OpinionSide),
        ("Quyết định", _decision(request)),
        ("Kết quả", _result(request)),
    ]
    return [*lines, ("Tài liệu kèm theo", request.filename)] if request.filename else lines


def _opinions(request: ChangeRequest, side: OpinionSide) -> str:
    return "\n".join(
        f"{'Đồng ý' if each.agrees else 'Không đồng ý'}. {each.words} ({each.by}, {show_moment(each.at)})"
        for each in request.opinions
        if each.side is side
    )


def _decision(request: ChangeRequest) -> str:
    if request.decided_at is None:
        return ""
    refused = request.state is RequestState.REFUSED
    words = f" {request.decision_words}" if request.decision_words else ""
    answer = "Không chấp nhận." if refused else "Chấp nhận."
    return f"{answer}{words} ({request.decided_by}, {show_moment(request.decided_at)})"


def _result(request: ChangeRequest) -> str:
    if request.state is RequestState.TAKEN_BACK:
        return f"{REQUEST_LABELS[request.state]}: {request.end_reason} ({show_moment(request.ended_at)})"
    if request.state is not RequestState.DONE:
        return ""
    what = f"lần ban hành {request.revision.number:02}" if request.revision is not None else "hủy bỏ tài liệu"
    return f"{REQUEST_LABELS[request.state]}: {what} ({show_moment(request.ended_at)})"


def printed(request: ChangeRequest, head: FormHead) -> PrintedReport:
    """The form of one request below the box of the agency."""
    return PrintedReport(
        kind=FORM_NAME,
        title=request.number,
        columns=_COLUMNS,
        rows=_rows(form_lines(request)),
        signatory=Signatory("", "Người đề xuất", request.asked_by),
        form=head,
    )


def _rows(lines: Sequence[tuple[str, str]]) -> tuple[PrintedRow, ...]:
    return tuple(
        PrintedRow({"n": PrintedCell(str(position)), "what": PrintedCell(label), "words": PrintedCell(words)})
        for position, (label, words) in enumerate(lines, start=1)
    )
