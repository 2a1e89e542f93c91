"""The figures of a form as a file, for pages and for the command line."""

import json
from collections.abc import Mapping

from iso_app.agencies import queries as agencies
from iso_app.core.errors import DomainError
from iso_app.periodic_reports import queries
from iso_app.periodic_reports.content import contract
from iso_app.periodic_reports.printed import printed, side_by_side
from iso_app.periodic_reports.queries import Sought
from iso_app.printing import PrintedReport
from iso_app.printing.kinds import RENDERERS


def render(kind: str, sought: Sought) -> bytes:
    """JSON, Word, PDF or Excel of one agency; JSON or Excel of all of them."""
    if kind == "json":
        found = contract(sought.form, sought.period, sought.columns, single=sought.single)
        return f"{json.dumps(found, ensure_ascii=False, indent=1)}\n".encode()
    if not sought.single:
        if kind != "xlsx":
            raise DomainError(
                "Biểu của mọi cơ quan chỉ có dạng Excel; muốn có Word hoặc PDF hãy chọn một cơ quan."
            )
        return side_by_side(sought.form, sought.columns, queries.totals(sought.form, sought.columns))
    return RENDERERS[kind][0](_sheet(sought))


def _sheet(sought: Sought) -> PrintedReport:
    column = sought.columns[0]
    agency = agencies.get(column.code)
    report = queries.report_of(sought.reporting, agency.id) if sought.reporting else None
    explanations: Mapping[str, str] = report.explanations if report else {}
    return printed(
        sought.form,
        column,
        name=sought.name,
        province=queries.province(agency.province_id),
        parent=agencies.superior_name(agency),
        explanations=explanations,
        settled=report is not None and report.state in queries.SETTLED,
    )
