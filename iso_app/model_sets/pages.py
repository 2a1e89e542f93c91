"""What the pages of model sets put together from several queries."""

from typing import Any

from sqlalchemy import Select, select

from iso_app.agencies import queries as agencies
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.documents import queries as documents
from iso_app.model_sets import queries, shown, tables
from iso_app.model_sets.compute import ThreeWay
from iso_app.model_sets.forms import MergeForm, TakeForm, own_words, part_name, typed_choice
from iso_app.model_sets.models import DocumentTemplate
from iso_app.web.table import TablePage


def matrix() -> TablePage:
    """Agencies × items of today, as the address asks for them."""
    items = queries.items_in_use()
    complete = queries.completeness(today(), [item.code for item in items]).subquery("complete")
    return tables.matrix(items, complete).page(_rows_of(complete))


def coverage(template: DocumentTemplate) -> TablePage:
    """Agencies of today and how they stand to a template."""
    covered = queries.coverage(template, today()).subquery("covered")
    return tables.coverage(covered).page(_rows_of(covered))


def _rows_of(source: Any) -> Select[Any]:
    """A list of agencies from a subquery that has a row for each."""
    found: Select[Any] = select(source)
    return found


def chosen_columns(page: TablePage) -> list[dict[str, Any]]:
    """The columns of a matrix that are shown."""
    return [column for column in page.columns if column["visible"]]


def take_form(actor: Actor, template: DocumentTemplate) -> TakeForm:
    """A form that proposes the next code of the agency for the template's kind."""
    agency_id = actor.agency_id or 0
    return TakeForm().offer(
        documents.next_code(agency_id, template.kind),
        template.title,
        agencies.departments_open_on(agency_id, today()),
    )


def places_of(form: MergeForm, difference: ThreeWay) -> list[shown.Place]:
    """The parts of a merge with what was chosen and typed so far; sent again, it is of what the page shows now."""
    if not form.is_submitted():
        return shown.places(difference, name=part_name, typed=lambda _: "", own=lambda _: ())
    form.shows_anew(difference.digest)
    return shown.places(difference, name=part_name, typed=typed_choice, own=own_words)
