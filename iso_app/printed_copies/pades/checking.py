"""The signatures of a PDF: whose, when, whether anything was changed since; parsed by a child process."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from iso_app.core.errors import DomainError
from iso_app.core.text import clean
from iso_app.printed_copies.pades.roots import trusted
from iso_app.sheets.child import Spoilt, TooMuch, ask

_SCRIPT: Final = Path(__file__).with_name("_child.py")
_LIMITS: Final = {"memory": 1_200_000_000, "cpu_seconds": 20, "output": 1_000_000}
_WALL_SECONDS: Final = 40.0
# The byte range of a signature stands in clear: what it covers could not be hashed otherwise.
_TRACE: Final = b"/ByteRange"
_REMEMBERED: Final = 256
_LONGEST: Final = 300


class Unverifiable(DomainError):
    """The file cannot be looked into; the sentence says why."""


@dataclass(frozen=True)
class FoundSignature:
    """One signature. `claimed_at` is what the signer's own clock said; nobody else vouches for it.

    `is_intact`: the file says what it said when it was signed (`was_extended`: later signatures came behind).
    `is_trusted`: the chain of certificates ends at a root that this house trusts; else it could not be checked.
    """

    signer: str
    issuer: str
    serial: str
    claimed_at: datetime | None
    is_intact: bool
    is_whole: bool
    was_extended: bool
    is_trusted: bool
    is_self_issued: bool

    @property
    def is_digital(self) -> bool:
        """Whether it may be called "chữ ký số"."""
        return self.is_intact and self.is_trusted


_known: dict[tuple[str, str], tuple[FoundSignature, ...]] = {}


def check(content: bytes, *, roots: Path) -> tuple[FoundSignature, ...]:
    """The signatures in a PDF; none for a file that has none. `roots` is the folder of trusted certificates.

    What was found is remembered by the file's digest and the roots, as checking takes a second.

    Raises:
        Unverifiable: there are signatures, and the file cannot be read.
    """
    if _TRACE not in content:
        return ()
    known = trusted(roots)
    key = hashlib.sha256(content).hexdigest(), hashlib.sha256(b"".join(known)).hexdigest()
    if key not in _known:
        found = _signatures(_asked(content, known, {}))
        if len(_known) >= _REMEMBERED:
            _known.clear()
        _known[key] = found
    return _known[key]


def check_additions(content: bytes, base: bytes, *, roots: Path) -> tuple[FoundSignature, ...]:
    """The signatures of a file that has to be `base` with signatures behind it and nothing else.

    Raises:
        DomainError: it is another file, something else was added, no signature, or one that does not hold.
    """
    if not content.startswith(base):
        raise DomainError(
            "Tệp tải lên không phải tệp đã đưa ký: phần đầu tệp khác bản gốc. Hãy ký đúng tệp tải từ trang này và "
            "chọn cách ký giữ nguyên tệp.",
            field="file",
        )
    if len(content) == len(base) or _TRACE not in content[len(base) :]:
        raise DomainError("Tệp chưa có chữ ký nào.", field="file")
    answer = _asked(content, trusted(roots), {"base": len(base)})
    found = _signatures(answer)
    if not found:
        raise DomainError("Tệp chưa có chữ ký nào.", field="file")
    if answer.get("additions") != "signatures":
        raise DomainError(
            "Sau khi tải về, tệp bị thêm nội dung khác ngoài chữ ký nên không nhận.", field="file"
        )
    if not all(signature.is_intact for signature in found):
        raise DomainError("Chữ ký trong tệp không còn nguyên vẹn: tệp đã bị sửa sau khi ký.", field="file")
    if not found[-1].is_whole:
        raise DomainError("Chữ ký không bao trùm toàn bộ tệp nên không nhận.", field="file")
    return found


def _asked(content: bytes, roots: Sequence[bytes], more: Mapping[str, Any]) -> dict[str, Any]:
    head = json.dumps({"roots": [base64.b64encode(root).decode("ascii") for root in roots]}).encode()
    limits = {**_LIMITS, "head": len(head), **more}
    try:
        answer = json.loads(ask(_SCRIPT, head + content, limits, wall_seconds=_WALL_SECONDS))
        unfit = answer.get("unfit")
    except (Spoilt, ValueError, RecursionError, AttributeError) as spoilt:
        raise _damaged() from spoilt
    except TooMuch as much:
        raise Unverifiable("Tệp PDF quá lớn hoặc quá phức tạp để kiểm chữ ký.", field="file") from much
    if unfit == "locked":
        raise Unverifiable("Tệp PDF được đặt mật khẩu nên không kiểm được chữ ký.", field="file")
    if unfit is not None:
        raise _damaged()
    return dict(answer)


def _damaged() -> Unverifiable:
    return Unverifiable("Tệp PDF hỏng nên không kiểm được chữ ký.", field="file")


def _signatures(answer: Mapping[str, Any]) -> tuple[FoundSignature, ...]:
    """The answer as promised; a child that a hostile file has taken over may say anything."""
    try:
        return tuple(
            FoundSignature(
                signer=clean(str(told["signer"]))[:_LONGEST],
                issuer=clean(str(told["issuer"]))[:_LONGEST],
                serial=clean(str(told["serial"]))[:80],
                claimed_at=datetime.fromisoformat(told["at"]) if told["at"] else None,
                is_intact=told["intact"] is True,
                is_whole=told["whole"] is True,
                was_extended=told["later"] == "allowed",
                is_trusted=told["trusted"] is True,
                is_self_issued=told["self_issued"] is True,
            )
            for told in answer["signatures"]
        )
    except (KeyError, TypeError, ValueError) as nonsense:
        raise _damaged() from nonsense
