"""The register as a form: page, Word, Excel, PDF."""

from iso_app.agencies import queries as agencies
from iso_app.core.errors import NotFound
from iso_app.external_documents import queries
from iso_app.external_documents.printed import printed
from iso_app.external_documents.sheets import CODE
from iso_app.printing import PrintedReport
from iso_app.registers import queries as registers


def report_of(agency_id: int | None) -> PrintedReport:
    """The whole register of an agency, by number, below the box of its form."""
    agency = agencies.by_id(agency_id or 0)
    if agency is None:
        raise NotFound("Chỉ người đang giữ một vị trí trong cơ quan mới có danh mục của cơ quan.")
    return printed(registers.head(agency, CODE), queries.register_rows(agency.id))
