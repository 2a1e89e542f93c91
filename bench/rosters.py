"""Officers' files of made-up provinces: the same seed gives the same files."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import xlsxwriter

YEARS = (2024, 2025)
LAST_YEAR = YEARS[-1]
SEED = 9001

AGENCY_HEADS = (
    "Mã cơ quan", "Tên cơ quan", "Tên viết tắt", "Cấp hành chính", "Loại cơ quan", "Mã cơ quan cấp trên",
    "Thuộc diện bắt buộc", "Hiệu lực từ", "Hiệu lực đến",
)  # fmt: skip
APPLICATION_HEADS = (
    "Năm", "Mã cơ quan", "Phiên bản tiêu chuẩn", "Số quyết định công bố", "Ngày công bố",
    "Ngày đánh giá nội bộ", "Ngày xem xét của lãnh đạo", "Ngày ban hành MTCL", "Ngày báo cáo MTCL 6 tháng",
    "Ngày báo cáo MTCL năm", "ISO điện tử",
)  # fmt: skip
RESULT_HEADS = (
    "Năm", "Mã cơ quan", "Hình thức kiểm tra", "Ngày kiểm tra", "Kết luận", "Số điểm lưu ý",
    "Số điểm không phù hợp", "Nội dung ghi nhận",
)  # fmt: skip

_FIRST = (
        "An", "Bình", "Cẩm", "Đông", "Gia", "Hòa", "Hưng", "Khánh", "Lâm", "Long", "Mỹ", "Ngọc",
    "Phú", "Quảng", "Sơn", "Tân", "Thạnh", "Thới", "Trung", "Vĩnh",
)  # fmt: skip
_SECOND = (
        "An", "Bình", "Châu", "Đức", "Giang", "Hải", "Hiệp", "Hội", "Khê", "Lạc", "Lộc", "Minh",
    "Nghĩa", "Phong", "Quới", "Sơn", "Thành", "Thọ", "Trị", "Xuân",
)  # fmt: skip
_FAMILY = (
        "Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ",
    "Ngô", "Dương", "Lý", "Thạch",
)  # fmt: skip
_MIDDLE = (
    "Văn", "Thị", "Minh", "Hồng", "Quốc", "Thanh", "Ngọc", "Đức", "Thu", "Hoàng",
)  # fmt: skip
_GIVEN = (
        "Anh", "Bình", "Chi", "Dũng", "Đạt", "Giang", "Hà", "Hạnh", "Khoa", "Lan", "Linh", "Minh",
    "Nam", "Oanh", "Phúc", "Quân", "Sơn", "Tâm", "Uyên", "Vinh", "Yến",
)  # fmt: skip
_OFFICES = (
    "Nội vụ", "Tài chính", "Tư pháp", "Y tế", "Công Thương", "Xây dựng", "Giáo dục và Đào tạo",
    "Khoa học và Công nghệ", "Nông nghiệp và Môi trường", "Văn hóa, Thể thao và Du lịch",
)  # fmt: skip
_REMARKS = (
    "",
    "Danh mục tài liệu bên ngoài chưa được cập nhật thường xuyên",
    "Mục tiêu chất lượng chưa có kế hoạch thực hiện; hồ sơ đánh giá nội bộ còn thiếu biên bản họp kết thúc",
)

Rows = list[tuple[str, ...]]


@dataclass(frozen=True)
class Roster:
    """One province's files, each a list of rows under the heads above."""

    name: str
    agencies: Rows
    applications: Rows
    results: Rows

    @property
    def codes(self) -> list[str]:
        return [row[0] for row in self.agencies]


def provinces(number: int, agencies: int) -> Iterator[Roster]:
    """`number` provinces of together `agencies` agencies, besides the people's committee above each."""
    share, more = divmod(agencies, number)
    for place in range(number):
        yield _province(place, share + (place < more))


def _province(place: int, size: int) -> Roster:
    dice = np.random.default_rng([SEED, place])
    listed = list(_agencies(dice, place, size))
    codes = [row[0] for row in listed[1:]]
    return Roster(
        name=listed[0][1],
        agencies=listed,
        applications=[_application(dice, year, code) for year in YEARS for code in codes],
        results=[_result(dice, year, code) for year in YEARS for code in codes],
    )


def _agencies(dice: np.random.Generator, place: int, size: int) -> Iterator[tuple[str, ...]]:
    """A fifth at the seat of the province, some districts, communes below them: as in Sóc Trăng."""
    prefix = f"T{place:02}"
    root = f"{prefix}-UBND"
    since = "01/01/2010"
    yield (
        root,
        f"UBND tỉnh {_place(place)} {place:02}",
        "UBND tỉnh",
        "Tỉnh",
        "UBND cấp tỉnh",
        "",
        "Không",
        since,
        "",
    )
    offices, districts = max(1, size // 5), max(1, size // 14)
    for n in range(offices):
        name = f"Sở {_OFFICES[n % len(_OFFICES)]}" if n < len(_OFFICES) else f"Ban Quản lý dự án số {n}"
        yield f"{prefix}-S{n:04}", name, f"S{n}", "Tỉnh", "Sở, ngành", root, "Có", since, ""
    for n in range(districts):
        code, name = f"{prefix}-H{n:04}", f"UBND huyện {_place(n)} {n}"
        yield code, name, f"H{n}", "Huyện", "UBND cấp huyện", root, "Có", since, ""
    for n in range(size - offices - districts):
        above = f"{prefix}-H{int(dice.integers(districts)):04}"
        yield (
            f"{prefix}-X{n:05}",
            f"UBND xã {_place(n + 7)} {n}",
            f"X{n}",
            "Xã",
            "UBND cấp xã",
            above,
            "Có",
            since,
            "",
        )


def _place(number: int) -> str:
    return f"{_FIRST[number % len(_FIRST)]} {_SECOND[number // len(_FIRST) % len(_SECOND)]}"


def _day(dice: np.random.Generator, year: int) -> str:
    return f"{int(dice.integers(1, 29)):02}/{int(dice.integers(1, 13)):02}/{year}"


def _application(dice: np.random.Generator, year: int, code: str) -> tuple[str, ...]:
    """Of ten agencies nine have declared, and each yearly duty is done, denied or left blank 8 : 1 : 1."""
    declared = dice.random() < 0.9
    number = f"{int(dice.integers(1, 900))}/QĐ" if declared else ""
    duties = [
        _day(dice, year) if chance < 0.8 else "Không" if chance < 0.9 else "" for chance in dice.random(5)
    ]
    first = _day(dice, year - int(dice.integers(3))) if declared else ""
    works_here = "Có" if dice.random() < 0.1 else "Không"
    return str(year), code, "TCVN ISO 9001:2015", number, first, *duties, works_here


def _result(dice: np.random.Generator, year: int, code: str) -> tuple[str, ...]:
    """One inspection an agency and year; most are concluded, most of those well."""
    mode = "Tại trụ sở" if dice.random() < 0.5 else "Qua hồ sơ, báo cáo"
    if dice.random() < 0.05:
        return str(year), code, mode, "", "", "", "", ""
    good = dice.random() < 0.93
    notes, faults = int(dice.integers(4)), 0 if good else int(dice.integers(1, 3))
    conclusion = "Tuân thủ" if good else "Chưa tuân thủ"
    remark = _REMARKS[int(dice.integers(len(_REMARKS)))]
    return str(year), code, mode, _day(dice, year), conclusion, str(notes), str(faults), remark


def names(number: int, *, seed: int) -> list[str]:
    """Names of people."""
    dice = np.random.default_rng([SEED, 1, seed])
    parts = [np.array(pool)[dice.integers(len(pool), size=number)] for pool in (_FAMILY, _MIDDLE, _GIVEN)]
    return [" ".join(name) for name in zip(*parts, strict=True)]


def as_csv(heads: Sequence[str], rows: Rows) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(heads: Sequence[str], rows: Rows) -> bytes:
    """Every cell a text, as a careful officer's form has it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([heads, *rows]):
            for column, value in enumerate(row):
                if value:
                    sheet.write_string(number, column, value)
    return out.getvalue()
