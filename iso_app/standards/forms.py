from typing import Any

from iso_app.standards import queries
from iso_app.web.form import Choice, Day, Form, Required


class TransitionForm(Form):
    """Which edition an agency works to, and from which day."""

    edition = Choice(
        "Phiên bản tiêu chuẩn",
        validators=[Required()],
        coerce=str,
        description="Phiên bản mà hệ thống quản lý chất lượng của cơ quan được xây dựng và áp dụng theo.",
    )
    from_day = Day(
        "Áp dụng từ ngày",
        validators=[Required()],
        format="%d/%m/%Y",
        description="Thường là ngày của quyết định công bố lại. Phiên bản cũ kết thúc vào ngày hôm trước.",
    )

    def offer_editions(self) -> "TransitionForm":
        """Fill the list of editions, the newest first."""
        self.edition.choices = queries.choices()
        return self

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        return {"edition_id": int(self.edition.data), "from_day": self.from_day.data}
