"""Work done in the background: asked for in a transaction, delivered afterwards, watched by people and machines."""

from iso_app.jobs import metrics, policies
from iso_app.jobs.cli import work
from iso_app.jobs.jobs import JOBS
from iso_app.jobs.models import JOB_STATE_LABELS
from iso_app.jobs.views import bp
from iso_app.trail import words
from iso_app.web.feature import Feature, MenuItem

words.add(
    verbs={
        "job.tried_again": "Cho làm lại công việc “{label}” đã dừng vì lỗi: {error}",
        "job.dropped": "Bỏ công việc “{label}” đã dừng vì lỗi: {error}",
    },
    labels={
        "job.state": "Tình trạng",
        "tries": "Số lần đã thử",
        "run_after": "Làm từ lúc",
        "ended_at": "Kết thúc lúc",
        "last_error": "Lỗi gần nhất",
    },
    values=(JOB_STATE_LABELS,),
    choices={"job.tried_again": ("label",), "job.dropped": ("label",)},
)

FEATURE = Feature(
    name="jobs",
    label="Công việc chạy nền",
    blueprints=(bp,),
    permissions=policies.ALL,
    menu=(MenuItem("Vận hành", "jobs.operations", "gauge", policies.OPERATE, "Quản trị", order=92),),
    commands=(work,),
    jobs=JOBS,
    start=metrics.count_requests,
)
