"""The officer's list of agencies (`co-quan`): its columns, and how it is planned and stored."""

from iso_app.agencies import policies
from iso_app.agencies.models import Applicability, Level
from iso_app.agencies.planning import APPLICABILITY_WORDS, LEVEL_WORDS, plan
from iso_app.agencies.storing import found, store
from iso_app.core.text import fold
from iso_app.sheets import Column, Sheet, code, day, text
from iso_app.sheets.kind import ImportKind
from iso_app.sheets.readers import Choice

CODE_LETTERS = 40
_LEVELS = {word: level for level, word in LEVEL_WORDS.items()}
_FURTHER_LEVELS = {f"Cấp {word}": level for word, level in _LEVELS.items()}
_APPLICABILITIES = {
    "Có": Applicability.MANDATORY,
    "Không": Applicability.OUT_OF_SCOPE,
    APPLICABILITY_WORDS[Applicability.VOLUNTARY]: Applicability.VOLUNTARY,
}
_FURTHER_APPLICABILITIES = {
    "Bắt buộc": Applicability.MANDATORY,
    "Không thuộc diện": Applicability.OUT_OF_SCOPE,
}


def _words(
    named: dict[str, Level] | dict[str, Applicability], further: dict[str, Level] | dict[str, Applicability]
) -> Choice:
    """Takes further words too, but advises the ones of the form."""
    return Choice(tuple(named), {fold(word): value for word, value in {**named, **further}.items()})


SHEET = Sheet(
    code="co-quan",
    name="Cơ quan",
    columns=(
        Column("code", "Mã cơ quan", code(CODE_LETTERS), required=True),
        Column("name", "Tên cơ quan", text(300), required=True),
        Column("short_name", "Tên viết tắt", text(100), blank=""),
        Column("level", "Cấp hành chính", _words(_LEVELS, _FURTHER_LEVELS), required=True),
        Column("group", "Loại cơ quan", text(200), required=True),
        Column("parent", "Mã cơ quan cấp trên", code(CODE_LETTERS)),
        Column(
            "applicability",
            "Thuộc diện bắt buộc",
            _words(_APPLICABILITIES, _FURTHER_APPLICABILITIES),
            required=True,
        ),
        Column("valid_from", "Hiệu lực từ", day(), required=True),
        Column("valid_to", "Hiệu lực đến", day()),
    ),
    key=("code",),
)

CO_QUAN = ImportKind(
    code="co-quan",
    label="Danh sách cơ quan",
    sheet=SHEET,
    permission=policies.IMPORT,
    plan=plan,
    store=store,
    found=found,
    help="Mỗi dòng là một cơ quan. Cơ quan cấp trên có thể đứng ở dòng bất kỳ của tệp "
    "hoặc đã có trong phần mềm. Cơ quan không có trong tệp được giữ nguyên.",
)

__all__ = ["CO_QUAN", "SHEET"]
