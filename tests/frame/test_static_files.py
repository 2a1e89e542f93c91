"""What lies in static/ and templates/: whole, ours, and light.

These tests read files only; the pages themselves are looked at in the browser tests.
"""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
OWN_FILES = [
    path
    for path in sorted(STATIC.rglob("*"))
    if path.suffix in {".css", ".js", ".svg"} and VENDOR not in path.parents
]
SHEETS = sorted(STATIC.rglob("*.css"))
FIRST_LOAD_LIMIT = 150 * 1024

COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
STATIC_CALL = re.compile(r"""static\(\s*['"]([^'"]+)['"]\s*\)""")
ICON_CALL = re.compile(r"""(?:\b(?:icon|draw)\(\s*|\bicon(?:_name)?=)['"]([a-z0-9-]+)['"]""")
CSS_URL = re.compile(r"""url\(\s*['"]?([^'")]+)['"]?\s*\)""")


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _markup(path: Path) -> str:
    """The template without its comments, which may speak of what the markup must not do."""
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def test_vendored_files_are_those_that_were_pinned() -> None:
    pinned = {
        name: digest
        for digest, name in (line.split("  ", 1) for line in (VENDOR / "SHA256SUMS").read_text().splitlines())
    }
    present = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }
    assert present == pinned


def test_each_vendored_package_brings_its_licence() -> None:
    packages = [path for path in VENDOR.iterdir() if path.is_dir()]
    assert packages
    assert [package.name for package in packages if not (package / "LICENSE").is_file()] == []


def test_the_notice_names_every_work_of_others() -> None:
    """What lies in static/vendor, the fonts of printing, the SQL of the queue: each with its licence beside it."""
    others = [path for path in VENDOR.iterdir() if path.is_dir()]
    others += [ROOT / "iso_app/printing/fonts", *(ROOT / "migrations").glob("*.sql")]
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert [_name(path) for path in others if _name(path) not in notice] == []
    texts = re.findall(r"text in ([\w./-]+\w)", notice) + re.findall(r"(\S+/LICENSE)", notice)
    assert [text for text in texts if not (ROOT / text).is_file()] == []
    assert len(set(texts)) >= len(others)


@pytest.mark.parametrize("template", TEMPLATES, ids=_name)
def test_template_has_nothing_inline(template: Path) -> None:
    markup = _markup(template)
    assert re.findall(r"<style\b", markup) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)", markup) == []
    assert re.findall(r"""\s(?:style|on[a-z]+)\s*=\s*["']""", markup) == []
    assert "javascript:" not in markup


@pytest.mark.parametrize("template", TEMPLATES, ids=_name)
def test_template_asks_no_other_host(template: Path) -> None:
    asked = re.findall(
        r"""(?:src|srcset|action|poster|data)\s*=\s*["'](?:https?:)?//[^"']+""", _markup(template)
    )
    asked += re.findall(r"""<(?:link|use)\b[^>]*href\s*=\s*["'](?:https?:)?//[^"']+""", _markup(template))
    assert asked == []


@pytest.mark.parametrize("path", OWN_FILES, ids=_name)
def test_own_static_file_names_no_other_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z]{2,}\S*", text) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=_name)
def test_sheet_points_only_to_files_that_are_here(sheet: Path) -> None:
    missing = [url for url in CSS_URL.findall(sheet.read_text()) if not (sheet.parent / url).is_file()]
    assert missing == []
    assert "@import" not in sheet.read_text()


@pytest.mark.parametrize("template", TEMPLATES, ids=_name)
def test_template_names_static_files_and_icons_that_exist(template: Path) -> None:
    markup = _markup(template)
    icons = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    assert [name for name in STATIC_CALL.findall(markup) if not (STATIC / name).is_file()] == []
    assert [name for name in ICON_CALL.findall(markup) if name not in icons] == []


def _weight(path: Path) -> int:
    """Bytes on the wire: compressed, unless the file is compressed already."""
    data = path.read_bytes()
    return len(data) if path.suffix == ".woff2" else len(gzip.compress(data, 6))


def first_load() -> dict[str, int]:
    """Bytes of each file that a first page in Vietnamese fetches: what the frame links, icons, fonts."""
    frame = _markup(ROOT / "templates/layouts/base.html")
    head = frame.split("<head>", 1)[1].split("</head>", 1)[0]
    files = [STATIC / name for name in STATIC_CALL.findall(head)]
    files.append(STATIC / "icons.svg")
    # "latin-ext" is declared before "vietnamese", so no Vietnamese letter makes a browser fetch it.
    fonts = {STATIC / "css" / url for url in CSS_URL.findall((STATIC / "css/base.css").read_text())}
    files += [font.resolve() for font in fonts if "latin-ext" not in font.name]
    return {path.name: _weight(path) for path in files}


def test_first_load_fits_the_budget() -> None:
    weights = first_load()
    page_of_html = 12 * 1024
    assert {"base.css", "app.js", "icons.svg", "be-vietnam-pro-vietnamese-400-normal.woff2"} <= weights.keys()
    assert sum(weights.values()) + page_of_html < FIRST_LOAD_LIMIT


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2 between two colours as #rgb or #rrggbb, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        *[
            (ink, ground, 4.5)
            for ink in ("ink", "ink-soft", "accent", "danger")
            for ground in ("paper", "sheet", "card", "tint")
        ],
        *[
            (tone, f"{tone}-soft", 4.5)
            for tone in ("success", "warning", "danger", "info", "neutral", "accent")
        ],
        ("accent-strong", "accent-soft", 4.5),
        ("line-strong", "card", 3.0),
        ("focus", "paper", 3.0),
        ("focus", "card", 3.0),
    ],
)
def test_colours_can_be_read(ink: str, ground: str, least: float) -> None:
    tokens = dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{3,6})\b", (STATIC / "css/base.css").read_text()))
    assert contrast(tokens[ink], tokens[ground]) >= least
