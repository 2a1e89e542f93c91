from wtforms import BooleanField, HiddenField

from iso_app.web.form import AtMost, Choice, Day, Form, Line, Passage, Required

EXPLANATION_LETTERS = 2000
NOTE_LETTERS = 500


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
