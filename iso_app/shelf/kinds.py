"""What is said of a line of the list: what storing it would do, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from iso_app.core.policy import Sentence, kept


class LineVerdict(StrEnum):
    """What storing a line would do."""

    NEW = "new"
    REVISION = "revision"
    SAME = "same"
    WRONG = "wrong"


class LineResult(StrEnum):
    """What became of a line."""

    STORED = "stored"
    LEFT_OUT = "left_out"


VERDICT_LABELS = {
    LineVerdict.NEW: "Tài liệu mới",
    LineVerdict.REVISION: "Thêm lần ban hành",
    LineVerdict.SAME: "Đã có",
    LineVerdict.WRONG: "Sai",
}
VERDICT_TONES = {
    LineVerdict.NEW: "success",
    LineVerdict.REVISION: "info",
    LineVerdict.SAME: "neutral",
    LineVerdict.WRONG: "danger",
}
RESULT_LABELS = {LineResult.STORED: "Đã lưu", LineResult.LEFT_OUT: "Không lưu"}
RESULT_TONES = {LineResult.STORED: "success", LineResult.LEFT_OUT: "warning"}
TO_STORE = (LineVerdict.NEW, LineVerdict.REVISION)


BLANK = "Không được để trống."


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell of a line: its column ("" for the line as a whole), its value, what would be right.

    `sentence` is a constant in Vietnamese with named places, `facts` fill them, some with sentences of their own: it
    is read in the reader's language.
    """

    column: str
    value: str
    sentence: str
    facts: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def advice(self) -> str:
        """The sentence in Vietnamese, its places filled in."""
        return self.sentence.format(**self.facts) if self.facts else self.sentence

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        said = Sentence(self.sentence, **self.facts)
        return {"column": self.column, "value": self.value, "advice": str(said)} | kept(said)


def plain_facts(facts: Mapping[str, object]) -> dict[str, str | int]:
    """What fills the places of a sentence: numbers, words, sentences."""
    return {key: value if isinstance(value, int | Sentence) else str(value) for key, value in facts.items()}
