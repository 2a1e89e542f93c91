"""The register as a form: page, Word, Excel, PDF."""

from typing import Final

from iso_app.records import queries
from iso_app.records.printed import COLUMNS, NAME
from iso_app.records.sheets import CODE
from iso_app.registers.printed import PrintedRegister

REGISTER: Final = PrintedRegister(CODE, NAME, COLUMNS, queries.register_rows)
