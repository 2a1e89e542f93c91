"""Records are called on screen in the reader's language, and in Vietnamese wherever their name is kept."""

from iso_app.documents.models import Document, Revision
from iso_app.model_sets.models import DocumentTemplateVersion
from iso_app.periodic_reports.models import FormVersion, ReportingPeriod
from iso_app.printed_copies.models import PrintedCopy
from iso_app.web.languages import say, speaking

REVISION = Revision(number=2, document=Document(code="QT-01", title="Kiểm soát tài liệu"))
FORM = FormVersion(title="Phụ lục 2", version=3)


def test_names_are_said_in_english():
    copy = PrintedCopy(number=7, revision=REVISION)
    half = ReportingPeriod(form_version=FORM, year=2025, half=1)
    names = {
        REVISION: "QT-01 Kiểm soát tài liệu (revision 02)",
        copy: "QT-01 Kiểm soát tài liệu (revision 02), copy 07",
        DocumentTemplateVersion(title="Quy trình", number=4): "Quy trình (version 4)",
        FORM: "Phụ lục 2 (version 3)",
        half: "Phụ lục 2 – first half of 2025",
        ReportingPeriod(form_version=FORM, year=2021, half=0): "Phụ lục 2 – year 2021",
    }
    with speaking("en"):
        assert {record: say(record.called) for record in names} == names


def test_what_is_kept_is_vietnamese():
    half = ReportingPeriod(form_version=FORM, year=2025, half=2)
    with speaking("en"):
        assert (str(half), half.name) == ("Phụ lục 2 – 6 tháng cuối năm 2025", "6 tháng cuối năm 2025")
        assert str(REVISION) == "QT-01 Kiểm soát tài liệu (lần ban hành 02)"
        assert type(str(REVISION)) is str
