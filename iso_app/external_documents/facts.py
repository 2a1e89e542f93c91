"""What is typed of a document, and what is wrong with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from iso_app.core.checks import require_short
from iso_app.core.clock import today
from iso_app.core.dates import show_day
from iso_app.core.errors import DomainError
from iso_app.core.text import clean, fold, sort_key
from iso_app.external_documents.kinds import ENDED, DocumentClass, Force, number_key
from iso_app.external_documents.models import ExternalDocument, OwnExternalDocument
from iso_app.files import services as files
from iso_app.files.sniff import require_evidence
from iso_app.imports.services import short_name

LONGEST: Final = {"number": 100, "title": 1000, "issuer": 300, "link": 500, "replaced_by": 100}
LONGEST_KEY: Final = 120
FILE_BYTES: Final = 20_000_000
_WEB: Final = ("https://", "http://")

AnyDocument = ExternalDocument | OwnExternalDocument


@dataclass(frozen=True)
class Facts:
    """A document as its keeper knows it."""

    number: str
    title: str
    document_class: DocumentClass
    issuer: str = ""
    issued_on: date | None = None
    effective_on: date | None = None
    link: str = ""


@dataclass(frozen=True)
class Standing:
    """Whether it is in force: the state, what took its place, the day it ended or will end."""

    force: Force = Force.IN_FORCE
    replaced_by: str = ""
    ended_on: date | None = None

    @property
    def key(self) -> str:
        """What an agency is told of once."""
        return f"{self.force.value}:{number_key(self.replaced_by)}"


def standing_of(document: AnyDocument) -> Standing:
    """Its standing as the record has it."""
    return Standing(Force(document.force), document.replaced_by, document.ended_on)


def write(document: AnyDocument, facts: Facts) -> None:
    """Put what was typed into the record, cleaned. Raises DomainError with the field to blame."""
    texts = {name: clean(getattr(facts, name)) for name in ("number", "title", "issuer", "link")}
    _check_texts(texts)
    _check_days(facts.issued_on, facts.effective_on)
    _check_end(facts.effective_on, document.ended_on, blamed="effective_on")
    document.number, document.title = texts["number"], texts["title"]
    document.issuer, document.link = texts["issuer"], texts["link"]
    document.folded = number_key(texts["number"])
    document.sort_number = sort_key(texts["number"])
    document.searched = fold(" ".join((texts["number"], texts["title"], texts["issuer"])))
    document.document_class = facts.document_class
    document.issued_on, document.effective_on = facts.issued_on, facts.effective_on


def write_standing(document: AnyDocument, standing: Standing) -> None:
    """Put its standing into the record. Raises DomainError with the field to blame."""
    by = clean(standing.replaced_by)
    if standing.force is Force.REPLACED and not by:
        raise DomainError("Hãy ghi số, ký hiệu của văn bản thay thế.", field="replaced_by")
    if by and standing.force not in {Force.REPLACED, Force.PARTLY}:
        raise DomainError(
            "Chỉ văn bản bị thay thế hoặc hết hiệu lực một phần mới có văn bản thay thế.", field="replaced_by"
        )
    if by and number_key(by) == document.folded:
        raise DomainError("Văn bản không tự thay thế chính nó.", field="replaced_by")
    _check_lengths({"replaced_by": by})
    _check_end(document.effective_on, standing.ended_on, blamed="ended_on")
    if standing.force is Force.EXPIRED and standing.ended_on is not None and standing.ended_on > today():
        raise DomainError(
            "Ngày hết hiệu lực ({day}) còn ở phía trước: hãy để tình trạng còn hiệu lực, "
            "phần mềm tự chuyển khi đến ngày.",
            field="ended_on",
            day=show_day(standing.ended_on),
        )
    document.force, document.replaced_by, document.ended_on = standing.force, by, standing.ended_on


def has_turned(before: Standing, document: AnyDocument) -> bool:
    """Whether there is something new to do: it has ended, or otherwise than was said, or is back in force."""
    return (document.is_ended or before.force in ENDED) and standing_of(document).key != before.key


def _check_texts(texts: dict[str, str]) -> None:
    if not texts["number"]:
        raise DomainError("Hãy ghi số, ký hiệu của văn bản.", field="number")
    if not texts["title"]:
        raise DomainError("Hãy ghi tên văn bản.", field="title")
    _check_lengths(texts)
    if len(number_key(texts["number"])) > LONGEST_KEY:
        raise DomainError("Số, ký hiệu dài quá; hãy viết đúng như trên văn bản.", field="number")
    link = texts["link"]
    if link and (not link.lower().startswith(_WEB) or " " in link):
        raise DomainError("Liên kết phải bắt đầu bằng https:// hoặc http:// và viết liền.", field="link")


def _check_lengths(texts: dict[str, str]) -> None:
    for name, text in texts.items():
        require_short(text, most=LONGEST[name], field=name)


def _check_days(issued_on: date | None, effective_on: date | None) -> None:
    if issued_on is not None and issued_on > today():
        raise DomainError(
            "Ngày ban hành không được sau hôm nay ({day}).", field="issued_on", day=show_day(today())
        )
    if issued_on is not None and effective_on is not None and effective_on < issued_on:
        raise DomainError(
            "Ngày hiệu lực ({effective}) không được trước ngày ban hành ({issued}).",
            field="effective_on",
            effective=show_day(effective_on),
            issued=show_day(issued_on),
        )


def _check_end(effective_on: date | None, ended_on: date | None, *, blamed: str) -> None:
    if effective_on is not None and ended_on is not None and ended_on < effective_on:
        raise DomainError(
            "Ngày hết hiệu lực ({ended}) không được trước ngày hiệu lực ({effective}).",
            field=blamed,
            ended=show_day(ended_on),
            effective=show_day(effective_on),
        )


def refuse_double(document: AnyDocument, others: Iterable[AnyDocument]) -> None:
    """Another entry of the same number is refused, with its title."""
    for other in others:
        if other is not document and other.folded == document.folded:
            raise DomainError(
                "Số, ký hiệu {number} đã có trong danh mục: “{title}”.",
                field="number",
                number=other.number,
                title=other.title[:200],
            )


def attach(document: AnyDocument, *, filename: str, content: bytes) -> None:
    """Put a file into the store and name it in the record."""
    kept = files.store(content, require_evidence(content, filename, limit=FILE_BYTES))
    document.filename, document.file_digest = short_name(clean(filename)), kept.digest


def check_task_key(day: date) -> str:
    """What the task of an agency is called that asks for the looks due on a day."""
    return f"external-check:{day.isoformat()}"
