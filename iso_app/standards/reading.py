"""An edition's file: YAML in, editions and mappings out, or a sentence that says what is wrong in it.

A file holds an edition (`code, year, title, names, clauses`), a mapping (`from_edition, to_edition,
entries`), or an edition with the mapping that leads to it under `mapping`. The files in `data/` show how.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml

from iso_app.core.errors import DomainError
from iso_app.core.text import clean, fold
from iso_app.standards.kinds import MappingKind

MOST_BYTES: Final = 1_000_000
_MOST_CLAUSES: Final = 1000
_LONGEST_WORDS: Final = 300
_LONGEST_TITLE: Final = 200
_LONGEST_CODE: Final = 40
_FIRST_YEAR, _LAST_YEAR = 1987, 2100  # ISO 9001 was first published in 1987
_CODE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,2}(\.[1-9][0-9]{0,2}){0,4}")
_EDITION_KEYS: Final = {"code", "year", "title", "names", "clauses"}
_MAPPING_KEYS: Final = {"from_edition", "to_edition", "entries"}


@dataclass(frozen=True)
class ClauseText:
    """A clause's number and our own words for it."""

    number: str
    vi: str
    en: str


@dataclass(frozen=True)
class EditionText:
    """An edition as its file tells it."""

    code: str
    year: int
    title_vi: str
    title_en: str
    names: tuple[str, ...]
    clauses: tuple[ClauseText, ...]

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of everything the edition says, whatever the file's layout and remarks."""
        clauses = [[c.number, c.vi, c.en] for c in self.clauses]
        said = [self.code, self.year, self.title_vi, self.title_en, list(self.names), clauses]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Pair:
    """Where a clause went: one side is None for a new and for a dropped clause."""

    from_number: str | None
    to_number: str | None
    kind: MappingKind


@dataclass(frozen=True)
class MappingText:
    """How one edition leads to another, pair by pair."""

    from_code: str
    to_code: str
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class EditionFile:
    """What a file holds; at least one of the two."""

    edition: EditionText | None
    mapping: MappingText | None


class _Loader(yaml.SafeLoader):
    """Plain data only: no aliases (a few lines of them unfold into gigabytes), no key twice."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.MarkedYAMLError(problem="alias", problem_mark=self.peek_event().start_mark)  # type: ignore[no-untyped-call]
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen if isinstance(key, yaml.ScalarNode) else True:
                raise yaml.MarkedYAMLError(problem="key", problem_mark=key.start_mark)
            seen.add(key.value)
        made: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return made


def read(content: bytes) -> EditionFile:
    """What the file says. Raises DomainError with what is wrong and where."""
    found = _parse(content)
    if "code" in found:
        _only(found, _EDITION_KEYS | {"mapping"}, "tệp")
        edition = _edition(found)
        inner = found.get("mapping")
        mapping = None if inner is None else _mapping(_dict(inner, "mapping"), leads_to=edition.code)
        return EditionFile(edition, mapping)
    if "from_edition" in found:
        _only(found, _MAPPING_KEYS, "tệp")
        return EditionFile(None, _mapping(found))
    raise DomainError(
        "Tệp không có mục “code” của phiên bản tiêu chuẩn, "
        "cũng không có mục “from_edition” của bảng đối chiếu."
    )


def _parse(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise DomainError("Tệp quá lớn. Tệp phiên bản tiêu chuẩn không quá 1 MB.")
    try:
        found = yaml.load(content.decode("utf-8-sig"), _Loader)  # noqa: S506 - a narrowed SafeLoader
    except UnicodeDecodeError as error:
        raise DomainError("Tệp không phải văn bản UTF-8. Hãy lưu lại với bảng mã UTF-8.") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DomainError(
            "Tệp viết sai cú pháp YAML ở dòng {line}. Hãy so với tệp mẫu rồi sửa lại.", line=line
        ) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise DomainError("Tệp không phải YAML đúng cách. Hãy so với tệp mẫu rồi sửa lại.") from error
    return _dict(found, "tệp")


def _edition(found: Mapping[str, Any]) -> EditionText:
    title = _dict(found.get("title"), "title")
    _only(title, {"vi", "en"}, "title")
    return EditionText(
        code=_code(found.get("code"), "code"),
        year=_year(found.get("year")),
        title_vi=_words(title.get("vi"), "title.vi", _LONGEST_TITLE),
        title_en=_words(title.get("en"), "title.en", _LONGEST_TITLE),
        names=_names(found.get("names")),
        clauses=_clauses(found.get("clauses")),
    )


def _year(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not _FIRST_YEAR <= value <= _LAST_YEAR:
        raise DomainError(
            "Mục “year” phải là một năm từ {first} đến {last}.", first=_FIRST_YEAR, last=_LAST_YEAR
        )
    return value


def _names(value: Any) -> tuple[str, ...]:
    names = tuple(_words(name, "names", _LONGEST_TITLE) for name in _list(value, "names"))
    if not names:
        raise DomainError("Mục “names” cần ít nhất một tên gọi của phiên bản.")
    folded = [fold(name) for name in names]
    if twice := next((name for name in names if folded.count(fold(name)) > 1), None):
        raise DomainError("Tên gọi “{name}” đứng hai lần trong mục “names”.", name=twice)
    return names


def _clauses(value: Any) -> tuple[ClauseText, ...]:
    rows = _list(value, "clauses")
    if not 1 <= len(rows) <= _MOST_CLAUSES:
        raise DomainError("Mục “clauses” cần từ 1 đến {most} điều khoản.", most=_MOST_CLAUSES)
    clauses = tuple(_clause(row, place) for place, row in enumerate(rows, start=1))
    known: set[str] = set()
    for clause in clauses:
        parent = clause.number.rpartition(".")[0]
        if clause.number in known:
            raise DomainError("Điều khoản “{number}” đứng hai lần.", number=clause.number)
        if parent and parent not in known:
            raise DomainError(
                "Điều khoản “{number}” đứng trước hoặc thiếu điều khoản cấp trên “{parent}”.",
                number=clause.number,
                parent=parent,
            )
        known.add(clause.number)
    return clauses


def _clause(row: Any, place: int) -> ClauseText:
    where = f"clauses, mục thứ {place}"
    found = _dict(row, where)
    _only(found, {"number", "vi", "en"}, where)
    return ClauseText(
        number=_number(found.get("number"), where),
        vi=_words(found.get("vi"), f"{where}, vi", _LONGEST_WORDS),
        en=_words(found.get("en"), f"{where}, en", _LONGEST_WORDS),
    )


def _mapping(found: Mapping[str, Any], *, leads_to: str | None = None) -> MappingText:
    _only(found, _MAPPING_KEYS, "mapping")
    from_code = _code(found.get("from_edition"), "from_edition")
    to_code = _code(found.get("to_edition", leads_to), "to_edition")
    if leads_to is not None and to_code != leads_to:
        raise DomainError(
            "Bảng đối chiếu kèm theo phải dẫn tới chính phiên bản “{code}” của tệp.", code=leads_to
        )
    if from_code == to_code:
        raise DomainError("Bảng đối chiếu phải nối hai phiên bản khác nhau.")
    pairs = tuple(
        pair
        for place, entry in enumerate(_list(found.get("entries"), "entries"), start=1)
        for pair in _entry(entry, place)
    )
    if not pairs:
        raise DomainError("Bảng đối chiếu chưa có dòng nào trong mục “entries”.")
    sides = [(pair.from_number, pair.to_number) for pair in pairs]
    if len(set(sides)) < len(sides):
        twice = next(side for side in sides if sides.count(side) > 1)
        raise DomainError(
            "Cặp điều khoản {pair} đứng hai lần.", pair=" → ".join(str(n or "–") for n in twice)
        )
    return MappingText(from_code, to_code, pairs)


def _entry(entry: Any, place: int) -> Iterator[Pair]:
    where = f"entries, dòng thứ {place}"
    found = _dict(entry, where)
    _only(found, {"from", "to", "kind"}, where)
    if found.get("kind") not in set(MappingKind):
        raise DomainError(
            "Mục “{where}”: “kind” phải là một trong {kinds}.", where=where, kinds=", ".join(MappingKind)
        )
    kind = MappingKind(found["kind"])
    from_number = _number(found["from"], where) if found.get("from") is not None else None
    to_numbers: list[str | None] = [_number(value, where) for value in _list(found.get("to", []), where)]
    if (from_number is None) != (kind is MappingKind.NEW) or (not to_numbers) != (
        kind is MappingKind.DROPPED
    ):
        raise DomainError(
            "Mục “{where}”: chỉ điều khoản mới (new) không có “from”, "
            "chỉ điều khoản bỏ (dropped) không có “to”.",
            where=where,
        )
    for to_number in to_numbers or [None]:
        yield Pair(from_number, to_number, kind)


# One value each


def _dict(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise DomainError("“{where}” phải gồm các cặp “tên: giá trị” như trong tệp mẫu.", where=where)
    return value


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise DomainError("“{where}” phải là một danh sách như trong tệp mẫu.", where=where)
    return value


def _only(found: Mapping[str, Any], known: set[str], where: str) -> None:
    if strange := sorted(set(found) - known):
        raise DomainError("“{where}” có mục lạ “{name}”.", where=where, name=clean(strange[0])[:40])


def _words(value: Any, where: str, longest: int) -> str:
    text = clean(value) if isinstance(value, str) else ""
    if not text or len(text) > longest:
        raise DomainError(
            "Mục “{where}” phải là chữ, từ 1 đến {longest} ký tự (đặt trong dấu ngoặc kép).",
            where=where,
            longest=longest,
        )
    return text


def _code(value: Any, where: str) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_CODE or not _CODE.fullmatch(value):
        raise DomainError(
            "Mục “{where}” phải là mã viết thường, không dấu, nối bằng gạch ngang, ví dụ tcvn-iso-9001-2015.",
            where=where,
        )
    return value


def _number(value: Any, where: str) -> str:
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        raise DomainError(
            'Mục “{where}”: số điều khoản phải viết trong dấu ngoặc kép, ví dụ "7.1.5".', where=where
        )
    return value
