"""Checks between the rows of a form: pure arithmetic over numbers by row. Never blocks, only tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from iso_app.core.numbers import round_half_up, show_number
from iso_app.core.policy import as_written
from iso_app.periodic_reports.template import CheckKind, FormCheck, FormTemplate

Numbers = Mapping[str, Decimal | None]
_PER_CENT = Decimal(100)


@dataclass(frozen=True)
class CheckResult:
    """A check that could be evaluated: whether it holds, what it says, the rows it is about.

    The `message` of one that fails is a `Sentence`: files and JSON have it in Vietnamese, pages say it.
    """

    key: str
    label: str
    ok: bool
    message: str
    rows: tuple[str, ...]


def evaluate(form: FormTemplate, numbers: Numbers) -> list[CheckResult]:
    """Every check of which enough is filled in to say something."""
    found = (_evaluate(check, numbers) for check in form.checks)
    return [result for result in found if result is not None]


def _evaluate(check: FormCheck, numbers: Numbers) -> CheckResult | None:
    parts = [numbers.get(key) for key in check.parts]
    known = [part for part in parts if part is not None]
    whole = check.limit if check.limit is not None else numbers.get(check.whole)
    if not known or whole is None:
        return None
    left, right = sum(known, Decimal(0)), whole
    if check.kind is CheckKind.AT_MOST:
        return _result(check, left, right, ok=left <= right)
    if check.kind is CheckKind.SUM:
        complete = len(known) == len(parts)
        return _result(check, left, right, ok=left == right or (left < right and not complete))
    return _quotient(check, left, right, numbers.get(check.percent))


def _quotient(check: FormCheck, part: Decimal, whole: Decimal, given: Decimal | None) -> CheckResult | None:
    """A percentage holds if it is the quotient rounded to as many places as it is written with, at most two."""
    if given is None or whole == 0:
        return None
    exact = part * _PER_CENT / whole
    places = min(max(-int(given.normalize().as_tuple().exponent), 0), 2)
    return _result(check, given, round_half_up(exact, 2), ok=given == round_half_up(exact, places))


def _result(check: FormCheck, left: Decimal, right: Decimal, *, ok: bool) -> CheckResult:
    message = check.label + "."
    if not ok:
        message = as_written(check.failed, left=show_number(left), right=show_number(right))
    return CheckResult(check.key, check.label, ok, message, check.rows)
