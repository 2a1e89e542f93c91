"""From a table's content to what is printed of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from iso_app.agencies.models import Province
from iso_app.core.dates import show_day
from iso_app.printing import (
    BackingAgency,
    ColumnHead,
    Letterhead,
    PrintedCell,
    PrintedReport,
    PrintedRow,
    Signatory,
)
from iso_app.reports.content import Content, cells
from iso_app.reports.difference import ComparedCell, Comparison
from iso_app.reports.evidence import source_words

DRAFT = "BẢN NHÁP"
WIDE_FROM = 8


def printed(
    content: Content,
    *,
    province: Province | None,
    notes: Mapping[str, str],
    watermark: str = "",
    digest: str = "",
    signature: str = "",
    signed_name: str = "",
) -> PrintedReport:
    """The sheet: `notes` are explanations by the key of their check, `signature` the line of who issued it."""
    numbered = {key: str(number) for number, key in enumerate(notes, start=1)}
    return PrintedReport(
        kind=content["heading"],
        title=content["subject"],
        letterhead=_letterhead(province),
        columns=tuple(ColumnHead(c["key"], c["label"], c["width"], c["align"]) for c in content["layout"]),
        rows=tuple(_rows(content, _marks(content, numbered))),
        notes=tuple(notes.values()),
        signatory=_signatory(province, signature, signed_name),
        backing=tuple(_backing(content)),
        watermark=watermark,
        landscape=len(content["layout"]) >= WIDE_FROM,
        digest=digest,
    )


def _letterhead(province: Province | None) -> Letterhead | None:
    if province is None or not province.issuing_body:
        return None
    return Letterhead(parent=province.parent_body, issuer=province.issuing_body, place=province.place)


def _signatory(province: Province | None, signature: str, name: str) -> Signatory | None:
    if province is None or not province.signing_position:
        return None
    return Signatory(authority="", position=province.signing_position, name=name, note=signature)


def _marks(content: Content, numbered: Mapping[str, str]) -> dict[str, str]:
    """Cell -> the number of the note that explains it."""
    marks: dict[str, str] = {}
    for check in content["checks"]:
        if check["key"] in numbered:
            for cell in check["marks"]:
                marks[cell] = numbered[check["key"]]
    return marks


def _rows(content: Content, marks: Mapping[str, str]) -> Iterator[PrintedRow]:
    for row in content["rows"]:
        words = {c["key"]: PrintedCell(row[c["field"]]) for c in content["layout"] if c["field"]}
        numbers = {
            key: PrintedCell(cell["display"], _number(cell["value"]), marks.get(f"{row['key']}.{key}", ""))
            for key, cell in row["cells"].items()
        }
        yield PrintedRow(words | numbers, row["kind"])
    yield from _lists(content)


def _lists(content: Content) -> Iterator[PrintedRow]:
    """Lists of agencies stand below the numbers, in the same columns."""
    for found in content["lists"]:
        yield PrintedRow({"label": PrintedCell(f"{found['title']} ({len(found['agencies'])})")}, "section")
        for number, code in enumerate(found["agencies"], start=1):
            name = content["agencies"][code]["name"]
            yield PrintedRow({"stt": PrintedCell(str(number)), "label": PrintedCell(name)}, "sub")


def _number(value: float | None) -> Decimal | int | None:
    return Decimal(str(value)) if isinstance(value, float) else value


def _backing(content: Content) -> Iterator[BackingAgency]:
    """One line for each agency behind each number; the second sheet of the Excel file."""
    known: Mapping[str, Mapping[str, Sequence[Any]]] = content.get("evidence", {})
    for row, column, cell in cells(content):
        label = f"{row['stt'] or row['label'].lstrip('- ')} – {column['label']}"
        for code in cell["agencies"]:
            agency = content["agencies"][code]
            facts = [fact for asked in cell["asked"] for fact in known.get(asked, {}).get(code, ())]
            yield BackingAgency(
                code=code,
                name=agency["name"],
                level=agency["level"],
                group=agency["group"],
                cell=label,
                evidence="; ".join(dict.fromkeys(fact["sentence"] for fact in facts)),
                source="; ".join(dict.fromkeys(source_words(fact) for fact in facts)),
            )


def file_name(content: Content, extension: str) -> str:
    """`phu-luc-1-2021-31122021.docx`."""
    day = show_day(date.fromisoformat(content["as_of"])).replace("/", "")
    return f"{content['template']}-{content['year']}-{day}.{extension}"


# -- comparisons -------------------------------------------------------------------------------------------------

_COMPARED = (
    ColumnHead("stt", "STT", 6, "center"),
    ColumnHead("label", "Chỉ tiêu", 34),
    ColumnHead("column", "Cột", 14, "center"),
    ColumnHead("left", "Bảng trước", 12, "center"),
    ColumnHead("right", "Bảng sau", 12, "center"),
    ColumnHead("difference", "Chênh lệch", 12, "center"),
    ColumnHead("why", "Vì sao", 42),
)


def printed_comparison(
    found: Comparison, *, title: str, population: str, province: Province | None
) -> PrintedReport:
    """The sheet of a comparison; behind it every agency that makes a difference, with its reason."""
    rows = tuple(
        PrintedRow(
            {
                "stt": PrintedCell(cell.stt),
                "label": PrintedCell(cell.label),
                "column": PrintedCell(cell.column),
                "left": PrintedCell(cell.left, _number(cell.values[0])),
                "right": PrintedCell(cell.right, _number(cell.values[1])),
                "difference": PrintedCell(cell.difference, _between(*map(_number, cell.values))),
                "why": PrintedCell(why(cell)),
            }
        )
        for cell in found.cells
    )
    return PrintedReport(
        kind="Biểu so sánh",
        title=title,
        period=f"{found.left.label} – {found.right.label}",
        subtitle=population,
        letterhead=_letterhead(province),
        columns=_COMPARED,
        rows=rows,
        backing=tuple(_reasons(found)),
        landscape=True,
    )


def _between(one: Decimal | int | None, two: Decimal | int | None) -> Decimal | int | None:
    return None if one is None or two is None else two - one


UNNAMED = "Số in không kèm danh sách cơ quan."
LACKING = "Một bên không có số này."


def why(cell: ComparedCell) -> str:
    """The account of a number in words: `151 - 120 (không còn) + 43 (cơ quan mới) = 74`; of a percentage it is the
    account of its part, and says so. What the page says (`templates/reports/account.html`), the paper does."""
    balance = cell.balance
    if not cell.differs:
        return ""
    if balance is None:
        return "; ".join(str(doubt) for doubt in cell.doubts) or (
            UNNAMED if cell.left and cell.right else LACKING
        )
    if not cell.reasons and "-" in {cell.left, cell.right}:
        return "Một bên không có cơ quan nào thuộc dòng hoặc cột này."
    steps = (
        ("−", balance.ended, "không còn"),
        ("+", balance.begun, "cơ quan mới"),
        ("−", balance.lost, "thôi được tính"),
        ("+", balance.gained, "nay được tính"),
    )
    told = "".join(f" {sign} {number} ({words})" for sign, number, words in steps if number)
    account = f"{balance.left}{told} = {balance.right}"
    if cell.wholes is None:
        return account
    return f"Tử số: {account}; mẫu số: {cell.wholes[0]} → {cell.wholes[1]}"


def _reasons(found: Comparison) -> Iterator[BackingAgency]:
    for cell in found.cells:
        for reason in cell.reasons:
            side = found.left if reason.sign < 0 else found.right
            agency = side.people.get(reason.code, {})
            yield BackingAgency(
                code=reason.code,
                name=reason.name,
                level=agency.get("level", ""),
                group=agency.get("group", ""),
                cell=f"{cell.row} – {cell.column}",
                evidence=f"{'Chỉ bảng trước' if reason.sign < 0 else 'Chỉ bảng sau'}: {reason.said}",
                source=reason.successors[0].decision if reason.successors else "",
            )
