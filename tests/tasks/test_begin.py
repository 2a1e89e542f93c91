"""Where one comes to after signing in: to one's work, if there is any."""

from datetime import timedelta

from iso_app.core.clock import today
from iso_app.core.roles import Role
from iso_app.tasks import queries, services


def test_whoever_has_work_begins_there(browse, given):
    given("Lập kế hoạch năm", role=Role.STAFF)
    assert browse("snv.staff").client.get("/bat-dau").location == "/viec"


def test_whoever_has_none_begins_at_home(browse, given):
    given("Lập kế hoạch năm", role=Role.STAFF)
    assert browse("snv.auditor").client.get("/bat-dau").location == "/"
    assert browse("xa.staff").client.get("/bat-dau").location == "/"


def test_an_extension_to_decide_is_work(browse, given, acting):
    task_id = given("Lập kế hoạch năm", role=Role.ISO_SECRETARY)
    assert browse("snv.leader").client.get("/bat-dau").location == "/"
    with acting("snv.iso_secretary") as actor:
        later = today() + timedelta(days=20)
        services.ask_extension(actor, queries.task(task_id), due_on=later, reason="Chờ kế hoạch của tỉnh")
    assert browse("snv.leader").client.get("/bat-dau").location == "/viec"
