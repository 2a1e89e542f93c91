"""The file of printed figures (`so-in`): somebody's table, figure by figure, to stand beside ours."""

from iso_app.reports import policies
from iso_app.reports.planning import HEADS, plan
from iso_app.reports.storing import store
from iso_app.sheets import Column, Sheet, text, year
from iso_app.sheets.kind import ImportKind

SHEET = Sheet(
    code="so-in",
    name="Số in",
    columns=(
        Column("year", HEADS["year"], year(), required=True),
        Column("template", HEADS["template"], text(40), required=True),
        Column("row", HEADS["row"], text(300), required=True, aliases=("Chỉ tiêu", "Mã chỉ tiêu")),
        Column("column", HEADS["column"], text(200), required=True),
        Column("text", HEADS["text"], text(100), required=True),
        Column("source", "Nguồn", text(300), required=True),
    ),
    key=("year", "template", "row", "column", "source"),
)

SO_IN = ImportKind(
    code="so-in",
    label="Số in của bảng",
    sheet=SHEET,
    permission=policies.COMPILE,
    plan=plan,
    store=store,
    help="Mỗi dòng là một số in trong bảng của văn bản: mẫu bảng (ví dụ phu-luc-1), mã dòng hoặc tên chỉ tiêu, "
    "cột, giá trị in nguyên văn và nguồn. Số in đứng cạnh số tính ra để so sánh, không thay số tính ra.",
)
