"""A shelf as an agency would send it: real Word, Excel and PDF files with their list, in a ZIP."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import typst
import xlsxwriter
from docx import Document

HEADS = (
    "STT", "Mã hiệu", "Tên tài liệu", "Loại", "Đơn vị soạn thảo", "Lần ban hành", "Ngày hiệu lực", "Tình trạng",
    "Căn cứ ban hành", "Tên tệp",
)  # fmt: skip
BASIS = "Quyết định 125/QĐ-SNV ngày 10/01/2023 của Giám đốc Sở Nội vụ"
OLD_BASIS = "Quyết định 88/QĐ-SNV ngày 05/02/2019 của Giám đốc Sở Nội vụ"
PROCEDURES = (
    "kiểm soát thông tin dạng văn bản", "đánh giá nội bộ", "xem xét của lãnh đạo",
    "kiểm soát sự không phù hợp và hành động khắc phục", "quản lý rủi ro và cơ hội",
    "đo lường sự thỏa mãn của tổ chức, công dân", "quản lý trang thiết bị", "đào tạo cán bộ, công chức",
)  # fmt: skip
TTHC = (
    "công nhận ban vận động thành lập hội", "thành lập hội", "phê duyệt điều lệ hội", "đổi tên hội",
    "tặng danh hiệu Lao động tiên tiến", "tặng Bằng khen của Chủ tịch UBND tỉnh", "thi tuyển công chức",
    "xét chuyển công chức cấp xã",
)  # fmt: skip
FORMS = (
    "Sổ theo dõi tài liệu", "Phiếu yêu cầu hành động khắc phục", "Kế hoạch đánh giá nội bộ", "Bảng nhận diện rủi ro",
    "Phiếu khảo sát sự hài lòng",
)  # fmt: skip
POLICIES = ("Chính sách chất lượng", "Mục tiêu chất lượng năm 2023", "Sổ tay chất lượng")
Line = Sequence[Any]


def word(title: str, *passages: str) -> bytes:
    """A Word document."""
    document = Document()
    document.add_heading(title, level=0)
    for number, passage in enumerate(passages or ("Quy định thống nhất cách làm.",), start=1):
        document.add_heading(f"{number}. Nội dung", level=1)
        document.add_paragraph(passage)
    table = document.add_table(rows=1, cols=3)
    for cell, text in zip(table.rows[0].cells, ("TT", "Trình tự", "Trách nhiệm"), strict=True):
        cell.text = text
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def excel(rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook of one sheet."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Danh mục")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return target.getvalue()


def pdf(title: str, passage: str = "Lãnh đạo cam kết cải tiến liên tục.") -> bytes:
    """A PDF with words."""
    source = f"#set page(width: 14cm, height: 20cm)\n= {title}\n\n{passage}\n"
    made: bytes = typst.compile(source.encode())
    return made


def packed(files: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP with these files by their paths."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def listed(lines: Iterable[Line]) -> bytes:
    """The list: a line is (code, title, kind, department, number, day, state, basis, file)."""
    return excel([HEADS, *([number, *line] for number, line in enumerate(lines, start=1))])


def line(code: str, file: str, **other: Any) -> Line:
    """A line that is right as it is."""
    said = {
        "title": f"Quy trình {code}", "kind": "Quy trình hệ thống", "department": "", "number": "01",
        "day": "15/01/2023", "state": "hiện hành", "basis": BASIS,
    } | other  # fmt: skip
    return (code, *(said[key] for key in said), file)


@cache
def real_shelf() -> tuple[dict[str, bytes], list[Line]]:
    """Thirty files of a department: three that stand over all, procedures with three old ones, forms; their lines."""
    files: dict[str, bytes] = {}
    lines: list[Line] = []

    def put(path: str, content: bytes, code: str, **said: Any) -> None:
        files[path] = content
        lines.append(line(code, path, **said))

    for code, kind, title in zip(("CS-01", "MT-2023", "ST-01"), ("CS", "MT", "MH"), POLICIES, strict=True):
        put(f"Chung/{title}.pdf", pdf(title), code, title=title, kind=kind)
    for number, name in enumerate(PROCEDURES, start=1):
        code, title = f"QT-{number:02}", f"Quy trình {name}"
        put(
            f"Quy trình/{code} {name}.docx", word(title, f"Quy trình này quy định cách {name}."), code, title=title,
            number="02" if number <= 3 else "01", department="Văn phòng Sở",
        )  # fmt: skip
    for number in (1, 2, 3):
        code = f"QT-{number:02}"
        put(
            f"Lần cũ/{code} lần 01.docx", word(f"Quy trình {PROCEDURES[number - 1]}", "Bản năm 2019."), code,
            title=f"Quy trình {PROCEDURES[number - 1]}", number="01", day="20/02/2019", state="lần cũ", basis=OLD_BASIS,
        )  # fmt: skip
    for number, name in enumerate(TTHC, start=1):
        code, title = f"QT-TTHC-{number:02}", f"Quy trình giải quyết thủ tục {name}"
        put(f"TTHC/{code}.docx", word(title, f"Thủ tục {name}."), code, title=title, kind="TTHC")
    for number, name in enumerate(FORMS, start=1):
        code = f"BM-{number:02}"
        put(
            f"Biểu mẫu/{name}.xlsx", excel([["TT", name], [1, "Nội dung"]]), code, title=name, kind="Biểu mẫu",
        )  # fmt: skip
    for number, name in enumerate(("tiếp công dân", "sử dụng con dấu", "trực cơ quan"), start=1):
        put(
            f"Quy định/QĐ {name}.pdf",
            pdf(f"Quy định {name}"),
            f"QĐ-{number:02}",
            title=f"Quy định {name}",
            kind="QD",
        )
    return files, lines


@cache
def real_zip() -> bytes:
    """The same with its list at the top."""
    files, lines = real_shelf()
    return packed({"Danh mục tài liệu.xlsx": listed(lines)} | files)
