"""What people are told of tasks: tasks announce, notifications tell, and neither knows the other."""

from iso_app.notifications.kinds import NotificationKind
from iso_app.reminders import subscribers
from iso_app.tasks.events import ExtensionAsked, ExtensionDecided, TaskOpened
from iso_app.web.feature import Feature

_WHERE = ("tasks.show", ("task_id",))

FEATURE = Feature(
    name="reminders",
    label="Thông báo về việc",
    subscriptions=(
        (TaskOpened, subscribers.task_opened),
        (ExtensionAsked, subscribers.extension_asked),
        (ExtensionDecided, subscribers.extension_decided),
    ),
    notifications=(
        NotificationKind(
            subscribers.OPENED, "Việc mới được giao", "Bạn có việc “{title}”, hạn {due}.", *_WHERE
        ),
        NotificationKind(
            subscribers.ASKED,
            "Đề nghị gia hạn chờ quyết định",
            "{agency} xin gia hạn việc “{title}” đến {due}.",
            *_WHERE,
        ),
        NotificationKind(subscribers.GRANTED, "Được gia hạn", "Việc “{title}” đã được gia hạn.", *_WHERE),
        NotificationKind(
            subscribers.DECLINED, "Không được gia hạn", "Việc “{title}” không được gia hạn.", *_WHERE
        ),
    ),
)
