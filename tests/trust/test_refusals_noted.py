"""Whoever is refused, or looks for what is not theirs, leaves one event in the security log: an answer alone tells
nobody that somebody tries one number after the other."""

import pytest
from structlog.testing import capture_logs


def refused(lines):
    return [line for line in lines if line["event"] == "access.refused"]


@pytest.mark.parametrize(
    ("who", "address", "answer"),
    [
        ("snv.staff", "/nhat-ky", 403),
        ("snv.iso_secretary", "/nguoi-dung/999999", 404),
        ("snv.iso_secretary", "/nguoi-dung/{foreign}", 404),
    ],
)
def test_a_refusal_leaves_one_event(browse, world, who, address, answer):
    browser = browse(who)
    with capture_logs() as lines:
        browser.get(address.format(foreign=world.person["kgsnv.leader"]), answer)
    (event,) = refused(lines)
    assert (event["person_id"], event["answer"]) == (world.person[who], answer)
    assert event["endpoint"]


def test_what_is_open_or_asked_by_nobody_leaves_none(app, browse):
    with capture_logs() as lines:
        browse("snv.staff").get("/tai-khoan")
        app.test_client().get("/nhat-ky")
        app.test_client().get("/dat-mat-khau/khong-co")
    assert refused(lines) == []
