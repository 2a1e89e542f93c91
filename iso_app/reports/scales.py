"""Scales of classes: data of a template that turns the findings of an inspection into a class."""

from collections.abc import Mapping, Sequence
from typing import Any


def classes_of(
    scales: Sequence[Mapping[str, Any]], year: int, findings: Sequence[str]
) -> list[dict[str, Any]]:
    """The classes of the scale in force in a year, each with the findings (`observations/nonconformities`) in it.

    The scale in force is the last one that begins in or before the year. A class takes the scores from its
    `at_least` up to the class before it; one without `at_least` takes the rest.
    """
    scale = max((s for s in scales if s["from_year"] <= year), key=lambda s: int(s["from_year"]))
    sorted_out: dict[str, list[str]] = {each["key"]: [] for each in scale["classes"]}
    for finding in findings:
        if finding:
            sorted_out[_class_of(scale, _score(scale, finding))].append(finding)
    return [
        {
            "number": str(n),
            "key": each["key"],
            "name": each["label"],
            "findings": sorted(sorted_out[each["key"]]),
        }
        for n, each in enumerate(scale["classes"], start=1)
    ]


def _score(scale: Mapping[str, Any], finding: str) -> int:
    observations, nonconformities = (int(count) for count in finding.split("/"))
    lost = scale["observation"] * observations + scale["nonconformity"] * nonconformities
    return int(scale["start"] + lost)


def _class_of(scale: Mapping[str, Any], score: int) -> str:
    for each in scale["classes"]:
        if score >= each.get("at_least", score):
            return str(each["key"])
    return str(scale["classes"][-1]["key"])
