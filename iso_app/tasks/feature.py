"""Things people have to do, by a day: tasks, the province's calendar of obligations, calendars."""

from iso_app.tasks import panels, policies, queries, shown
from iso_app.tasks.cli import make_tasks
from iso_app.tasks.jobs import JOBS
from iso_app.tasks.models import Task
from iso_app.tasks.views import BLUEPRINTS
from iso_app.tasks.workflow import EXTENSION_LABELS, EXTENSION_WORKFLOW, STATE_LABELS, TASK_WORKFLOW
from iso_app.trail import names, veils, words
from iso_app.web.feature import CalendarSource, Feature, MenuItem, Panel

words.add(
    verbs={
        "task.opened": "Giao việc “{label}”, hạn {due}",
        "task.finished": "Làm xong việc “{label}”",
        "task.handed_on": "Chuyển việc “{label}” cho {to}: {reason}",
        "task.refused": "Từ chối việc “{label}”: {reason}",
        "task.withdrawn": "Rút việc “{label}”: {reason}",
        "task.reopened": "Mở lại việc “{label}”: {reason}",
        "task.extended": "Gia hạn việc “{label}” lần {number}: từ {before} đến {due}. Lý do: {reason}",
        "task.occurrences_made": "Lập {count} việc năm {year} từ lịch nghĩa vụ của tỉnh",
        "task_extension.asked": "Xin gia hạn việc “{task}” đến {due}: {reason}",
        "task_extension.granted": "Đồng ý gia hạn việc “{task}” đến {due}",
        "task_extension.declined": "Không gia hạn việc “{task}”: {reason}",
        "obligation.added": "Thêm nghĩa vụ “{label}” vào lịch của tỉnh",
        "obligation.edited": "Sửa nghĩa vụ “{label}”",
        "obligation.ended": "Thôi yêu cầu “{label}” sau năm {year}",
        "obligation_date.set": "Đặt ngày riêng {label} cho “{obligation}”: {reason}",
        "obligation_date.removed": "Bỏ ngày riêng của “{obligation}”",
        "occurrence_run.begun": "Lập việc năm {label} từ lịch nghĩa vụ",
        "day_off.added": "Thêm ngày vào lịch nghỉ: {label}",
        "day_off.removed": "Bỏ ngày khỏi lịch nghỉ: {label}",
        "day_off.year_taken": "Lấy {count} ngày nghỉ, ngày làm bù năm {year} theo lịch nhà nước",
        "person.feed_made": "{label} tạo địa chỉ lịch riêng",
        "person.feed_revoked": "{label} thu hồi địa chỉ lịch riêng",
    },
    labels={
        "after_agency_id": "Đã đến cơ quan",
        "asked_at": "Đề nghị lúc",
        "asked_by": "Người đề nghị",
        "asked_by_id": "Người đề nghị",
        "asked_due_on": "Ngày đề nghị",
        "asked_reason": "Lý do đề nghị",
        "by_authority": "Do cơ quan quản lý của tỉnh làm",
        "by_hand": "Tự ghi đã làm",
        "day": "Ngày",
        "decision_reason": "Lý do quyết định",
        "detail": "Nội dung",
        "due_on_before": "Hạn trước đó",
        "end_reason": "Lý do",
        "ended_at": "Kết thúc lúc",
        "ended_by": "Người kết thúc",
        "every_months": "Số tháng một lần",
        "evidence": "Bằng chứng",
        "extensions": "Số lần gia hạn",
        "from_year": "Từ năm",
        "is_worked": "Là ngày làm bù",
        "month": "Tháng",
        "moves_off_days": "Trùng ngày nghỉ thì lùi sang ngày làm việc",
        "notice_days": "Báo trước (ngày)",
        "obligation_id": "Nghĩa vụ",
        "opened_by_id": "Người giao",
        "period": "Kỳ",
        "scheduled_on": "Ngày theo lịch",
        "shown_from": "Hiện từ ngày",
        "task.due_on": "Hạn",
        "task.opened_at": "Giao lúc",
        "task.opened_by": "Người giao",
        "task_id": "Việc",
        "to_year": "Đến năm",
        "waits_since": "Chờ từ",
    },
    values=(STATE_LABELS, EXTENSION_LABELS),
)

veils.add("task", called=queries.VEILED, found=veils.pointing(Task), points=True)
names.add("task", said=queries.title_said)
names.add("task_extension", said=queries.title_said_of_request, place="task")
veils.add("task_extension", called=queries.VEILED, found=queries.names_request, points=True)

FEATURE = Feature(
    name="tasks",
    label="Việc",
    blueprints=BLUEPRINTS,
    permissions=policies.ALL,
    menu=(
        MenuItem("Việc của tôi", "tasks.index", "list-checks", policies.READ, "Công việc", order=2),
        MenuItem("Lịch", "calendar.index", "calendar", policies.READ, "Công việc", order=3),
        MenuItem(
            "Lịch nghĩa vụ", "obligations.index", "clipboard-list", policies.FOLLOW, "Công việc", order=4
        ),
    ),
    panels=(Panel("home", policies.READ, panels.on_home, order=5),),
    calendar=(CalendarSource("Việc", policies.READ, shown.due_tasks),),
    workflows=(TASK_WORKFLOW, EXTENSION_WORKFLOW),
    jobs=JOBS,
    commands=(make_tasks,),
)
