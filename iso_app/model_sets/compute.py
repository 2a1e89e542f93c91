"""Three versions of a written document made one, section by section and row by row. Plain data, no records."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Final

from iso_app.core.canonical import canonical
from iso_app.core.errors import DomainError
from iso_app.documents.content import (
    SECTION_KEYS,
    STEP_COLUMNS,
    AmendmentRow,
    StepRow,
    Written,
    tidy,
)
from iso_app.texts import Merge, Part, merge

STEPS: Final = "steps"
# The sections, and the table of steps behind the section in which it stands.
PLACES: Final = tuple(place for key in SECTION_KEYS for place in ((key, STEPS) if key == "body" else (key,)))
# `core.text.clean` lets no control character into what is written, so that this one can stand between two cells.
_BETWEEN_CELLS: Final = "\x1f"
# A line end that begins a new passage: blank lines stay with the passage before them.
_NEXT_PASSAGE: Final = re.compile(r"\n(?!\n|\Z)")

At = tuple[str, int]
Choice = Sequence[str] | str


def passages_of(written: Written) -> dict[str, list[str]]:
    """What is written, as passages by place; `written_of_passages` is the way back, and nothing is lost."""
    return {
        place: [row_text(row) for row in written.steps]
        if place == STEPS
        else section_passages(written.sections.get(place, ""))
        for place in PLACES
    }


def written_of_passages(
    passages: Mapping[str, Sequence[str]], amendments: Sequence[AmendmentRow] = ()
) -> Written:
    """The document that these passages make."""
    sections = {key: "\n".join(passages.get(key, ())) for key in SECTION_KEYS}
    return Written(sections, tuple(row_of(text) for text in passages.get(STEPS, ())), tuple(amendments))


def section_passages(text: str) -> list[str]:
    """The paragraphs of a section; joined by line ends they are the section again."""
    return _NEXT_PASSAGE.split(text) if text else []


def row_text(row: StepRow) -> str:
    """A row of the table of steps as one passage."""
    return _BETWEEN_CELLS.join(astuple(row))


def row_of(text: str) -> StepRow:
    """The row that `row_text` made a passage of."""
    cells = text.split(_BETWEEN_CELLS)
    return StepRow(*cells[: len(STEP_COLUMNS)])


@dataclass(frozen=True)
class ThreeWay:
    """What the template was, what it is now and what an agency has, in parts by place.

    The amendments are the agency's own record: they are taken over as they are.
    """

    merges: Mapping[str, Merge]
    amendments: tuple[AmendmentRow, ...]
    digest: str

    @property
    def parts(self) -> list[tuple[At, Part]]:
        """Every part with its place, in the order of the document."""
        return [
            ((place, index), part) for place in PLACES for index, part in enumerate(self.merges[place].parts)
        ]

    @property
    def conflicts(self) -> list[At]:
        return [at for at, part in self.parts if part.kind == "conflict"]

    @property
    def news(self) -> list[At]:
        """The parts in which the new version of the template says something that the agency does not say yet."""
        return [at for at, part in self.parts if part.kind in {"theirs", "conflict"}]

    def resolved(self, choices: Mapping[At, Choice]) -> Written:
        """The one document. `choices`, by place: "base", "theirs" or "mine", or passages of one's own.

        A part without conflict may be left out: what one side changed stays changed.

        Raises:
            DomainError: a conflict has no choice, or the result is too long.
            ValueError: a choice for a place where there is no part.
        """
        if unknown := choices.keys() - {at for at, _ in self.parts}:
            raise ValueError(f"No such parts: {sorted(unknown)}")
        if open_ := [at for at in self.conflicts if at not in choices]:
            raise DomainError(
                "Còn {count} chỗ hai bên sửa khác nhau; hãy chọn cho từng chỗ.", count=len(open_)
            )
        chosen = {
            place: found.resolved({at[1]: choice for at, choice in choices.items() if at[0] == place})
            for place, found in self.merges.items()
        }
        return tidy(written_of_passages(chosen, self.amendments))


def three_way(base: Written, upstream: Written, mine: Written) -> ThreeWay:
    """`base` is the version of the template that `mine` was made from, `upstream` the new one."""
    olds, news, owns = (passages_of(tidy(written)) for written in (base, upstream, mine))
    merges = {place: merge(olds[place], news[place], owns[place]) for place in PLACES}
    whole = b"\n".join(canonical(written.plain()) for written in (base, upstream, mine))
    return ThreeWay(merges, tuple(mine.amendments), hashlib.sha256(whole).hexdigest())
