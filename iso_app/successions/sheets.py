"""The list of reorganisations (`sap-xep`): its columns, and how it is planned and stored."""

from iso_app.agencies.planning import LEVEL_WORDS
from iso_app.core.text import fold
from iso_app.sheets import Column, Sheet, code, day, text
from iso_app.sheets.kind import ImportKind
from iso_app.sheets.readers import Choice
from iso_app.successions import policies
from iso_app.successions.models import KIND_LABELS, SuccessionKind
from iso_app.successions.planning import plan
from iso_app.successions.storing import store

CODE_LETTERS = 40
_FURTHER_KINDS = {"Giải thể": SuccessionKind.DISSOLVE, "Hợp nhất": SuccessionKind.MERGE}
_KINDS = Choice(
    tuple(KIND_LABELS.values()),
    {fold(word): kind for kind, word in KIND_LABELS.items()}
    | {fold(word): kind for word, kind in _FURTHER_KINDS.items()},
)
_LEVELS = Choice(
    tuple(LEVEL_WORDS.values()),
    {fold(f"{head}{word}"): level for level, word in LEVEL_WORDS.items() for head in ("", "Cấp ")},
)

SHEET = Sheet(
    code="sap-xep",
    name="Sắp xếp cơ quan",
    columns=(
        Column("kind", "Hình thức", _KINDS, required=True),
        Column("old_code", "Mã cơ quan cũ", code(CODE_LETTERS), aliases=("Mã cũ",)),
        Column("old_name", "Tên cơ quan cũ", text(300), blank="", aliases=("Tên cũ",)),
        Column("new_code", "Mã cơ quan mới", code(CODE_LETTERS), aliases=("Mã mới",)),
        Column("new_name", "Tên cơ quan mới", text(300), blank="", aliases=("Tên mới",)),
        Column("level", "Cấp hành chính mới", _LEVELS, aliases=("Cấp mới",)),
        Column(
            "parent",
            "Mã cơ quan cấp trên mới",
            code(CODE_LETTERS),
            aliases=("Mã cấp trên mới", "Cấp trên mới"),
        ),
        Column("day", "Ngày hiệu lực", day(), required=True),
        Column("number", "Số quyết định", text(100), blank=""),
    ),
    key=("old_code", "new_code", "day"),
)

SAP_XEP = ImportKind(
    code="sap-xep",
    label="Sắp xếp cơ quan",
    sheet=SHEET,
    permission=policies.IMPORT,
    plan=plan,
    store=store,
    help="Mỗi dòng nối một cơ quan cũ với một cơ quan mới từ ngày hiệu lực. Sáp nhập: nhiều dòng cùng mã mới; "
    "chia tách: nhiều dòng cùng mã cũ; cơ quan giữ mã thì ghi mã mới như mã cũ. "
    "Số liệu của những ngày trước vẫn giữ nguyên.",
)
