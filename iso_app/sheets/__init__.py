"""An officer's Excel or CSV into typed rows with every fault named, and inert files out again."""

from iso_app.sheets.readers import NOT_DONE, Fact, choice, code, day, day_or_no, decimal, text, whole, year
from iso_app.sheets.reading import read
from iso_app.sheets.shapes import Column, Limits, Problem, Reading, Row, Sheet
from iso_app.sheets.writing import blank_form, inert, is_computed, write_csv

__all__ = [
    "NOT_DONE",
    "Column",
    "Fact",
    "Limits",
    "Problem",
    "Reading",
    "Row",
    "Sheet",
    "blank_form",
    "choice",
    "code",
    "day",
    "day_or_no",
    "decimal",
    "inert",
    "is_computed",
    "read",
    "text",
    "whole",
    "write_csv",
    "year",
]
