"""Forms of a reorganisation: one for each kind of act, with the fields that kind has."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import FileField

from iso_app.agencies.models import LEVEL_LABELS
from iso_app.agencies.planning import LEVEL_WORDS
from iso_app.core.dates import show_day
from iso_app.core.text import fold
from iso_app.successions.models import KIND_LABELS, SuccessionKind
from iso_app.web.form import AtMost, Choice, Day, Form, Line, Passage, Required, sent_file
from iso_app.web.languages import say

SAME_AS_BEFORE = ""

_FIELDS = {
    SuccessionKind.MERGE: ("olds", "new_code", "new_name", "level", "parent"),
    SuccessionKind.SPLIT: ("old_code", "news", "level", "parent"),
    SuccessionKind.RENAME: ("old_code", "new_name"),
    SuccessionKind.MOVE: ("old_code", "parent"),
    SuccessionKind.CHANGE_LEVEL: ("old_code", "new_name", "level", "parent"),
    SuccessionKind.DISSOLVE: ("olds",),
    SuccessionKind.FOUND: ("new_code", "new_name", "level", "parent"),
}
_COMMON = ("day", "number", "file", "csrf_token")


class ActForm(Form):
    """One act. Fields that its kind does not have are taken off by `of_kind`."""

    day = Day("Ngày hiệu lực", [Required()], description="Ngày đầu tiên của tình trạng mới.")
    number = Line("Số quyết định", [AtMost(100)], description="Để trống nếu chưa có số.")
    file = FileField(
        "Tệp quyết định",
        description="PDF, Word, Excel hoặc ảnh, nhiều nhất 20 MB. Chưa có tệp thì để trống và đính kèm sau.",
        render_kw={"accept": ".pdf,.docx,.xlsx,.jpg,.jpeg,.png"},
    )
    olds = Passage(
        "Các cơ quan cũ",
        [Required(), AtMost(8000)],
        description="Mỗi dòng một cơ quan: mã hoặc tên đầy đủ.",
        render_kw={"rows": 6},
    )
    old_code = Choice("Cơ quan cũ")
    news = Passage(
        "Các cơ quan mới",
        [Required(), AtMost(8000)],
        description="Mỗi dòng một cơ quan: mã, dấu chấm phẩy, tên. "
        "Cơ quan cũ còn hoạt động thì ghi thêm một dòng với mã cũ.",
        render_kw={"rows": 4},
    )
    new_code = Line(
        "Mã cơ quan mới", [Required(), AtMost(40)], description="Viết liền.", render_kw={"class": "short"}
    )
    new_name = Line("Tên cơ quan mới", [AtMost(300)])
    level = Choice("Cấp hành chính mới")
    parent = Choice("Cơ quan cấp trên mới")

    def of_kind(self, kind: SuccessionKind, agencies: Sequence[tuple[str, str]]) -> "ActForm":
        """Keep the fields of this kind, and offer `agencies` (code, name) where one is to be chosen."""
        self.kind = kind
        self.agencies = agencies
        for name in [field.name for field in self if field.name not in (*_FIELDS[kind], *_COMMON)]:
            del self[name]
        named = [(code, f"{name} ({code})") for code, name in agencies]
        founds = kind is SuccessionKind.FOUND  # of no agency before
        before = (SAME_AS_BEFORE, "Như cơ quan cũ")
        levels = [(LEVEL_WORDS[level], label) for level, label in LEVEL_LABELS.items()]
        offered = {
            "old_code": [("", "Chọn cơ quan"), *named],
            "parent": [("", "Không có") if founds else before, *named],
            "level": [("", "Chọn cấp hành chính") if founds else before, *levels],
        }
        for field in self:
            if isinstance(field, Choice):
                field.choices = offered[field.name]
        return self

    def first_day(self) -> date:
        """The day the act takes effect."""
        if self.day.data is None:
            raise ValueError("asked before the form was found valid")
        return self.day.data

    def decision(self) -> tuple[str, bytes] | None:
        """The name and the bytes of the decision, if it was sent."""
        return sent_file(self.file) if self.file.data else None

    def rows(self) -> list[Mapping[str, str]]:
        """The act as rows of a list of reorganisations, by the keys of its columns."""
        given = {name: str(self[name].data or "") for name in _FIELDS[self.kind] if name in self}
        common = {
            "kind": KIND_LABELS[self.kind],
            "day": show_day(self.day.data),
            "number": self.number.data,
        } | {key: given.get(key, "") for key in ("old_code", "new_code", "new_name", "level", "parent")}
        return [common | row for row in self._each(given)]

    def _each(self, given: Mapping[str, str]) -> Iterator[dict[str, str]]:
        """What differs from row to row: predecessors of a merger, successors of a split."""
        if "olds" in given:
            yield from ({"old_code": self._code(line)} for line in _lines(given["olds"]))
        elif "news" in given:
            for line in _lines(given["news"]):
                code, _, name = line.partition(";")
                yield {"new_code": code.strip(), "new_name": name.strip()}
        else:
            yield {}

    def _code(self, typed: str) -> str:
        """The code of an agency that was named instead; anything else as it was typed."""
        found = [code for code, name in self.agencies if fold(name) == fold(typed)]
        return found[0] if len(found) == 1 else typed

    def _blame(self, error: Any) -> None:
        """What is said of a column of the list stands at the field that fills it."""
        stands_in = {"old_code": "olds", "new_code": "news", "new_name": "news"}
        if error.field not in self._fields:
            error.field = stands_in.get(error.field, "")
        super()._blame(error)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class PaperForm(Form):
    """The file of a decision."""

    number = Line("Số quyết định", [AtMost(100)])
    file = FileField(
        "Tệp quyết định",
        [Required("Chưa chọn tệp.")],
        description="PDF, Word, Excel hoặc ảnh, nhiều nhất 20 MB.",
        render_kw={"accept": ".pdf,.docx,.xlsx,.jpg,.jpeg,.png"},
    )

    def content(self) -> tuple[str, bytes]:
        """The name and the bytes of what was sent."""
        return sent_file(self.file)


def kind_of(word: str) -> SuccessionKind | None:
    """The kind of act an address names."""
    return SuccessionKind(word) if word in set(SuccessionKind) else None


def kinds() -> list[tuple[SuccessionKind, str, str]]:
    """Each kind with its name and when to choose it."""
    return [(kind, say(KIND_LABELS[kind]), say(_WHEN[kind])) for kind in SuccessionKind]


_WHEN = {
    SuccessionKind.MERGE: "Nhiều cơ quan nhập thành một cơ quan mới, hoặc nhập vào một cơ quan đang có.",
    SuccessionKind.SPLIT: "Một cơ quan tách thành nhiều cơ quan.",
    SuccessionKind.RENAME: "Cơ quan vẫn hoạt động, chỉ đổi tên.",
    SuccessionKind.MOVE: "Cơ quan chuyển sang trực thuộc cơ quan khác.",
    SuccessionKind.CHANGE_LEVEL: "Cơ quan chuyển sang cấp hành chính khác.",
    SuccessionKind.DISSOLVE: "Cơ quan kết thúc hoạt động mà không có cơ quan nào kế tục.",
    SuccessionKind.FOUND: "Cơ quan mới thành lập, không hình thành từ cơ quan nào.",
}
