"""What people are told: in the product, in one letter a day, at once where it cannot wait."""

from flask import Flask

from iso_app.jobs.events import JobEnded
from iso_app.jobs.policies import OPERATE
from iso_app.notifications import panels, queries
from iso_app.notifications.jobs import JOBS
from iso_app.notifications.kinds import NotificationKind
from iso_app.notifications.subscribers import DONE, STOPPED, tell_who_asked
from iso_app.notifications.views import bp
from iso_app.web.feature import Feature, Panel
from iso_app.web.page import BELL


def _start(app: Flask) -> None:
    app.extensions[BELL] = queries.unread


FEATURE = Feature(
    name="notifications",
    label="Thông báo",
    blueprints=(bp,),
    subscriptions=((JobEnded, tell_who_asked),),
    panels=(Panel("operations", OPERATE, panels.on_operations),),
    jobs=JOBS,
    notifications=(
        NotificationKind(
            DONE, "Công việc chạy nền đã xong", "Đã xong: {what}.", "jobs.progress", ("job_id",),
            in_digest=False, labels=("what",),
        ),
        NotificationKind(
            STOPPED, "Công việc chạy nền dừng vì lỗi", "Không làm được: {what}. {why}", "jobs.progress",
            ("job_id",), labels=("what",),
        ),
    ),
    start=_start,
)  # fmt: skip
