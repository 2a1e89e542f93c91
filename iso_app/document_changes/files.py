"""A request as the form, for its page and as a file."""

from iso_app.document_changes.kinds import FORM
from iso_app.document_changes.models import ChangeRequest
from iso_app.document_changes.printed import printed
from iso_app.printing import PrintedReport
from iso_app.registers import queries as registers

KINDS = (("docx", "Word"), ("pdf", "PDF"))


def report_of(request: ChangeRequest) -> PrintedReport:
    """The form with the code, revision and day that the agency has given it."""
    return printed(request, registers.head(request.agency, FORM))
