from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField

from iso_app.web.form import AtMost, Choice, Day, EditForm, Form, Line, Passage, Required

EXPLANATION_LETTERS = 2000
NOTE_LETTERS = 500
FIGURE_LETTERS = 100
LABEL_LETTERS = 500


class DraftForm(Form):
    """Begin a table for a year."""

    year = Line(
        "Năm", [Required()], description="Năm của số liệu, ví dụ 2021.", render_kw={"inputmode": "numeric"}
    )
    as_of = Day("Tính đến ngày", description="Để trống: ngày 31/12 của năm đó.")


class NoteForm(Form):
    """What is printed in the notes column of a line, for one year."""

    row = HiddenField()
    text = Passage("Ghi chú in trong bảng", [AtMost(NOTE_LETTERS)], render_kw={"rows": 3})


class ExplainForm(Form):
    """Why a check does not hold."""

    check = Choice("Phép kiểm tra", [Required()])
    text = Passage(
        "Giải trình",
        [AtMost(EXPLANATION_LETTERS)],
        description="Được chốt cùng bảng. Để trống và lưu để xóa giải trình.",
        render_kw={"rows": 4},
    )
    printed = BooleanField("In thành ghi chú dưới bảng", default=True)


class PrintedForm(Form):
    """The figures of a printed table: whose it is, and a line a cell (added by `printed_form`)."""

    source = Line(
        "Nguồn", [Required(), AtMost(300)], description="Văn bản mà số được in, ví dụ Báo cáo số 12/BC-UBND."
    )

    def given(self) -> dict[str, str]:
        """`row.column` -> what was typed."""
        return {
            name.replace("__", ".", 1): str(field.data)
            for name, field in self._fields.items()
            if "__" in name
        }


def printed_form(cells: Iterable[tuple[str, str]], written: Mapping[str, str], source: str) -> PrintedForm:
    """A form with a line for each cell: (`row.column`, words), with what is written already."""
    lines: dict[str, Any] = {
        key.replace(".", "__", 1): Line(words, [AtMost(FIGURE_LETTERS)]) for key, words in cells
    }
    made = type("PrintedFormOfTable", (PrintedForm,), lines)
    data = {key.replace(".", "__", 1): text for key, text in written.items()} | {"source": source}
    form: PrintedForm = made(data=data)
    return form


class CloneForm(Form):
    """A copy of a table, under a name of its own."""

    title = Line("Tên mẫu của tỉnh", [Required(), AtMost(200)])


class HeadsForm(EditForm):
    """The words above a table."""

    title = Line("Tên mẫu", [Required(), AtMost(200)])
    heading = Line("Dòng đầu", [AtMost(100)], description="In trên cùng, ví dụ PHỤ LỤC 1.")
    subject = Passage(
        "Tên bảng in",
        [Required(), AtMost(LABEL_LETTERS)],
        description="{year} là năm, {as_of} là ngày tính đến của bảng.",
        render_kw={"rows": 2},
    )
    summary = Passage("Mô tả", [AtMost(LABEL_LETTERS)], render_kw={"rows": 2})


class RowForm(EditForm):
    """The words of a line and its place."""

    label = Passage("Nội dung", [Required(), AtMost(LABEL_LETTERS)], render_kw={"rows": 3})
    stt = Line("Số thứ tự in", [AtMost(10)])
    unit = Line("Đơn vị tính", [AtMost(100)])
    note = Passage("Ghi chú in", [AtMost(NOTE_LETTERS)], render_kw={"rows": 2})
    place = IntegerField("Đứng thứ mấy trong bảng", description="1 là dòng đầu.")


class CheckForm(EditForm):
    """The sentences of a check."""

    label = Line("Điều phải đúng", [Required(), AtMost(LABEL_LETTERS)])
    failed = Passage(
        "Câu nói khi không đúng",
        [Required(), AtMost(LABEL_LETTERS)],
        description="{left} và {right} là hai số được so.",
        render_kw={"rows": 3},
    )
