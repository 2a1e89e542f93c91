"""Numbers of legal documents and standards as Vietnamese texts cite them."""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Citation:
    """A number found in a text; `number` is its regular spelling, `text[start:end]` what stands there."""

    number: str
    start: int
    end: int


# One letter for one letter, so that places in the text stay: all dashes, spaces, and the đ of other languages.
_REGULAR: Final = str.maketrans(
    dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " ") | {"Ð": "Đ", "∕": "/"}
)
_KINDS = (
    "TTLT|TTr|TT|NQLT|NQ|NĐ|ND|QĐ|QD|CT|CĐ|KH|BC|TB|HD|CV|PL|KL|QC|PA|ĐA|BB|GM|GP|GCN|VBHN|SL|QyĐ|TCT|L|LCT"
)
_UNIT = "TTg|[A-ZĐ][A-ZĐÂÊÔƠƯÁÀ]{0,11}"
_SENDERS = "UBND|HĐND|VPCP|TTg|VP|CP|B[A-ZĐÔƯ]{2,8}|S[A-ZĐ]{2,8}|CC[A-ZĐ]{1,8}"
_NUMBER = r"(?<![\w/])(?<!\d[.,])(?P<digits>\d{1,5}[a-zA-Z]?)"
_SLASH = " {0,2}/ {0,2}"
_TAIL = rf"(?: {{0,2}}- {{0,2}}(?:{_UNIT}))(?:-(?:{_UNIT})){{0,4}}"
_END = r"(?![\w/])(?!-\w)"

_LEGAL: Final = re.compile(
    rf"{_NUMBER}{_SLASH}(?:"
    # 68/2006/QH11, 01/2016/UBTVQH13, 30/2020/NĐ-CP, 12/2015/TTLT-BKHCN-BNV
    rf"(?:19|20)\d\d{_SLASH}(?:(?:UBTV)?QH\d{{1,2}}|(?:{_KINDS}){_TAIL})"
    # 101/QĐ-BKHCN, 36a/NQ-CP, 1234/BKHCN-TĐC
    rf"|(?:{_KINDS}|{_SENDERS}){_TAIL}"
    rf"){_END}"
    # 18-NQ/TW
    rf"|(?<![\w/])(?<!\d[.,])\d{{1,4}} {{0,2}}- {{0,2}}(?:NQ|QĐ|CT|KL|HD|QC|TB){_SLASH}(?:TW|[A-ZĐ]{{2,4}}){_END}"
)
_YEAR = r"(?: {0,2}[:-] {0,2}(?P<year>(?:19|20)\d\d)(?!\d))"
_STANDARD: Final = re.compile(
    r"(?<!\w)(?:"
    r"(?P<body>TCVN(?: {0,2}/ {0,2}QS)?(?: {1,2}ISO {0,2}/ {0,2}(?:IEC|TS|TR)| {1,2}ISO| {1,2}IEC)?"
    r"|ISO {0,2}/ {0,2}(?:IEC|TS|TR)|ISO|IEC)"
    r" {0,2}(?P<code>\d{3,5}(?:-\d{1,2}(?!\d))?)"
    rf"{_YEAR}?"
    r"|(?P<qcvn>QCVN) {0,2}(?P<rule>\d{1,3}(?:-\d{1,3}(?!\d))?) {0,2}: {0,2}(?P<of>(?:19|20)\d\d)"
    rf"(?: {{0,2}}/ {{0,2}}(?P<by>{_UNIT}))?"
    r")(?!\w)",
    re.IGNORECASE,
)
_SHORTEST_ALONE = 4
"""Digits of a standard cited without its year: "ISO 400" is a film, not a standard."""


def find_citations(text: str) -> list[Citation]:
    """All numbers in the order of `text`; what is no number of a document, such as a date, is passed over.

    Odd spaces and dashes are made regular ("30 / 2020 / NĐ – CP" is 30/2020/NĐ-CP); leading zeros stay.
    """
    regular = text.translate(_REGULAR)
    found = [Citation(hit[0].replace(" ", ""), hit.start(), hit.end()) for hit in _LEGAL.finditer(regular)]
    found += [
        Citation(number, hit.start(), hit.end())
        for hit in _STANDARD.finditer(regular)
        if (number := _standard(hit))
    ]
    return sorted(found, key=lambda citation: citation.start)


def _standard(hit: re.Match[str]) -> str:
    if hit["qcvn"]:
        return f"QCVN {hit['rule']}:{hit['of']}" + (f"/{hit['by'].upper()}" if hit["by"] else "")
    body = " ".join(re.sub(" */ *", "/", hit["body"].upper()).split())
    if hit["year"]:
        return f"{body} {hit['code']}:{hit['year']}"
    digits = hit["code"].partition("-")[0]
    return f"{body} {hit['code']}" if body.startswith("TCVN") or len(digits) >= _SHORTEST_ALONE else ""
