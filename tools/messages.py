"""The strings of the product and its English catalogue: `python -m tools.messages` brings it up to date.

A string belongs to the catalogue if it is Vietnamese and stands in the code of something shown on screen, if
it is a label without a Vietnamese letter ("E-mail") in one of the calls named below or the word for a member of
an enumeration ("Sai"), or if it stands in a template, or says what a check of a shipped form asks and misses. Not
taken: what is printed verbatim, what the command line says.
"""

import ast
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "iso_app" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
TEMPLATES = ROOT / "templates"
CODE = ROOT / "iso_app"
FORMS = (CODE / "periodic_reports" / "templates", CODE / "reports" / "templates")

# Said in Vietnamese only: the command line, the demo, documents that leave the house, faults of files; or not said
# at all, but looked for.
VERBATIM = (
    "accounts/browsers.py", "backup/", "board/printed.py", "core/text.py", "demo/",
    "printing/", "reports/printed.py", "reports/template.py", "serving.py", "sheets/", "standards/reading.py",
    "document_changes/printed.py", "printed_copies/printed.py",
    "texts/_pdf.py", "texts/citations.py",
    "trail/accepted.py", "trail/anchors.py", "trail/sealing.py", "trail/verify.py",
)  # fmt: skip

# Said in the file that an officer fills in, but for what is refused in it.
REFUSALS_ONLY = (
    "core/numbers.py",
    "sheets/readers.py", "sheets/archive.py", "sheets/delimited.py", "sheets/heads.py", "sheets/kinds.py",
    "sheets/reading.py", "sheets/workbook.py", "shelf/reading.py",
)  # fmt: skip

# Calls whose labels are translated by the house, with the places of those labels.
CALLS = {
    "say": (0,), "gettext": (0,), "DomainError": (0,), "NotFound": (0,), "NotPermitted": (0,),
    "InvalidTransition": (0,), "Sentence": (0,), "Stale": (0,), "deny": (0,),
    "Column": (1,), "Filter": (1,), "Empty": (0, 1),
    "ImportKind": (1,), "Permission": (1,), "MenuItem": (0, 4), "SearchSource": (0,), "Workflow": (0,),
    "Line": (0,), "Passage": (0,), "Password": (0,), "Day": (0,), "DueDay": (0,), "Move": (2,),
    "Choice": (0,), "BooleanField": (0,), "FileField": (0,), "IntegerField": (0,), "RadioField": (0,),
    "Required": (0,), "ValidationError": (0,), "StopValidation": (0,),
}  # fmt: skip
KEYWORDS = frozenset({"label", "title", "text", "help", "description", "action_label", "message"})

_VIETNAMESE = frozenset(
    "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
    "ĂÂĐÊÔƠƯÀẢÃÁẠẰẲẴẮẶẦẨẪẤẬÈẺẼÉẸỀỂỄẾỆÌỈĨÍỊÒỎÕÓỌỒỔỖỐỘỜỞỠỚỢÙỦŨÚỤỪỬỮỨỰỲỶỸÝỴ"
)


def extracted() -> dict[str, list[str]]:
    """Every string to translate, with the files it stands in, in the order of the files."""
    found: dict[str, list[str]] = {}
    for path in sorted(CODE.rglob("*.py")):
        if path.relative_to(CODE).as_posix() in REFUSALS_ONLY:
            _note(found, path, of_refusals(path))
        elif not _is_verbatim(path):
            _note(found, path, of_code(path))
    for path in sorted(TEMPLATES.rglob("*.html")):
        _note(found, path, of_template(path))
    for path in sorted(path for folder in FORMS for path in folder.glob("*.yaml")):
        _note(found, path, of_form(path))
    return found


def updated() -> Catalog:
    """The English catalogue with exactly the strings of today; what was translated stays so, one and several too."""
    fresh = Catalog(locale="en", project="ISO điện tử", charset="utf-8", fuzzy=False)
    known = read() if CATALOGUE.exists() else Catalog(locale="en")
    for text, files in extracted().items():
        before = known.get(text)
        fresh.add(
            before.id if before else text,
            before.string if before else "",
            locations=[(name, 0) for name in files],
        )
    return fresh


def read() -> Catalog:
    """The English catalogue as it is kept."""
    with CATALOGUE.open("rb") as source:
        return read_po(source, locale="en")


def save(catalogue: Catalog) -> None:
    """Write the catalogue without dates and line numbers, so that only real changes change it."""
    out = BytesIO()
    write_po(out, catalogue, width=110, omit_header=True, include_lineno=False, sort_output=True)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: en\\n"\n\n'
    CATALOGUE.write_text(head + out.getvalue().decode(), encoding="utf-8")


def _is_verbatim(path: Path) -> bool:
    name = path.relative_to(CODE).as_posix()
    return name.startswith(VERBATIM) or path.name == "cli.py"


def _note(found: dict[str, list[str]], path: Path, texts: Iterator[str]) -> None:
    name = path.relative_to(ROOT).as_posix()
    for text in texts:
        files = found.setdefault(text, [])
        if name not in files:
            files.append(name)


def of_template(path: Path) -> Iterator[str]:
    with path.open("rb") as source:
        options = {"encoding": "utf-8", "trimmed": "true"}
        for _, _, message, _ in babel_extract(source, ("_", "gettext", "say"), (), options):
            text = message[0] if isinstance(message, tuple) else message  # a tuple where places are filled in
            if isinstance(text, str) and text:
                yield text


def of_form(path: Path) -> Iterator[str]:
    """What the checks between the rows of a form or a table say. Its rows are printed verbatim, whoever reads them."""
    for check in yaml.safe_load(path.read_text(encoding="utf-8")).get("checks", ()):
        yield check["label"]
        yield check["failed"]


def of_code(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    passed_over = set(_not_shown(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _labels(node)
        elif isinstance(node, ast.Dict):
            yield from _words_of_kinds(node)
        elif isinstance(node, ast.Constant) and id(node) not in passed_over and _is_vietnamese(node.value):
            yield str(node.value)


def of_refusals(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"DomainError", "Sentence"}:
            yield from _labels(node)


def _words_of_kinds(node: ast.Dict) -> Iterator[str]:
    """What the members of an enumeration are called, also without a Vietnamese letter: `Outcome.WRONG: "Sai"`."""
    for key, value in zip(node.keys, node.values, strict=True):
        word = value.value if isinstance(value, ast.Constant) else None
        if isinstance(key, ast.Attribute) and isinstance(word, str) and word[:1].isupper():
            yield word


def _not_shown(tree: ast.AST) -> Iterator[int]:
    """Docstrings and other bare strings, and the parts of f-strings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield id(node.value)
        elif isinstance(node, ast.JoinedStr):
            yield from (id(part) for part in ast.walk(node))


def _is_vietnamese(value: object) -> bool:
    return isinstance(value, str) and len(value) > 1 and not _VIETNAMESE.isdisjoint(value)


def _labels(call: ast.Call) -> Iterator[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in CALLS:
        return
    arguments = [call.args[place] for place in CALLS[name] if place < len(call.args)]
    arguments += [keyword.value for keyword in call.keywords if keyword.arg in KEYWORDS]
    for argument in arguments:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value:
            yield argument.value


if __name__ == "__main__":
    save(updated())
