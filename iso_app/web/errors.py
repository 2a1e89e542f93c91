"""What a refusal looks like: one page for all of them, a reference on every fault of ours."""

import errno
import uuid
from dataclasses import dataclass
from http import HTTPStatus

import structlog
from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from iso_app.core.errors import (
    DomainError,
    InvalidTransition,
    NotFound,
    NotPermitted,
    Stale,
    TooManyTries,
    Unavailable,
)
from iso_app.db.taken import constraint_of, is_taken
from iso_app.web.form import translated
from iso_app.web.languages import say

log = structlog.get_logger()
security = structlog.get_logger("security")

STATUS: dict[type[DomainError], HTTPStatus] = {
    NotPermitted: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    InvalidTransition: HTTPStatus.CONFLICT,
    Stale: HTTPStatus.CONFLICT,
    TooManyTries: HTTPStatus.TOO_MANY_REQUESTS,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_WORDS: dict[int, tuple[str, str]] = {
    400: ("Yêu cầu không hợp lệ", "Hãy quay lại trang trước, tải lại rồi làm lại."),
    403: ("Không được phép", "Nếu bạn cần làm việc này, hãy đổi sang vị trí khác hoặc liên hệ quản trị."),
    404: (
        "Không tìm thấy",
        "Có thể đường dẫn đã đổi, hoặc bản ghi không thuộc phạm vi bạn được xem. Hãy dùng ô tìm kiếm.",
    ),
    405: ("Yêu cầu không hợp lệ", "Hãy mở trang này bằng liên kết trong phần mềm."),
    409: ("Trạng thái đã thay đổi", "Hãy tải lại trang để xem tình trạng hiện tại rồi làm tiếp."),
    413: ("Tệp hoặc nội dung quá lớn", "Hãy chia tệp nhỏ hơn hoặc giảm độ phân giải bản chụp rồi gửi lại."),
    422: ("Chưa thực hiện được", "Hãy sửa theo hướng dẫn trên rồi làm lại."),
    429: ("Thử quá nhiều lần", "Hãy đợi rồi thử lại."),
    500: (
        "Lỗi của phần mềm",
        "Những gì bạn làm ở trang này chưa được lưu. Hãy thử lại; nếu vẫn lỗi, gửi mã tham chiếu cho quản trị.",
    ),
    503: ("Tạm thời chưa phục vụ được", "Dữ liệu đã lưu vẫn còn nguyên. Hãy thử lại sau ít phút."),
}  # fmt: skip


@dataclass(frozen=True)
class ErrorPage:
    status: int
    title: str
    message: str
    advice: str
    reference: str = ""


def setup(app: Flask) -> None:
    app.register_error_handler(DomainError, _refuse)
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(IntegrityError, _taken)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(OSError, _no_room)
    app.register_error_handler(Exception, _fault)


def _page(status: int, message: str, reference: str = "") -> ResponseReturnValue:
    title, advice = _WORDS.get(status, _WORDS[400 if status < HTTPStatus.INTERNAL_SERVER_ERROR else 500])
    error = ErrorPage(status, say(title), message, say(advice), reference)
    return render_template("errors/error.html", error=error), status


def _refuse(error: DomainError) -> ResponseReturnValue:
    if isinstance(error, NotPermitted | NotFound) and (actor := g.get("actor")) is not None:
        # Forbidden and foreign alike leave one event: who tries one number after the other is seen by the operator.
        security.warning(
            "access.refused",
            person_id=actor.person_id,
            post_id=actor.post_id,
            endpoint=request.endpoint,
            asked={name: value for name, value in (request.view_args or {}).items() if name != "token"},
            answer=int(STATUS[type(error)]),
        )
    return _page(STATUS.get(type(error), HTTPStatus.UNPROCESSABLE_ENTITY), translated(error))


def _expired_form(_: CSRFError) -> ResponseReturnValue:
    return _page(400, say("Trang này đã mở quá lâu nên mã bảo vệ biểu mẫu hết hạn."))


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    return _page(error.code, _largest() if error.code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else "")


def _largest() -> str:
    megabytes = (
        request.max_content_length or 0
    ) // 2**20 - 1  # one more is allowed, for the form around a file
    return say("Mỗi lần gửi không quá {limit} MB.", limit=megabytes)


def _stale(_: StaleDataError) -> ResponseReturnValue:
    return _page(409, say("Có người khác vừa lưu bản ghi này."))


def _taken(error: IntegrityError) -> ResponseReturnValue:
    if not is_taken(error):
        return _fault(error)
    log.warning("database.taken", constraint=constraint_of(error))
    return _page(409, say("Có người khác vừa làm việc này trước bạn; lần gửi của bạn không ghi thêm gì."))


def _database_away(error: OperationalError) -> ResponseReturnValue:
    log.error("database.away", error=str(error.orig))
    g.setdefault(
        "_login_user", AnonymousUserMixin()
    )  # who asks cannot be looked up, and the page must not try
    return _page(503, say("Cơ sở dữ liệu đang bận hoặc tạm ngắt."))


def _no_room(error: OSError) -> ResponseReturnValue:
    if error.errno not in _FULL:
        return _fault(error)
    log.error("disk.full", error=str(error))
    return _page(503, say("Máy chủ đã hết chỗ; hãy báo quản trị."))


def _fault(error: Exception) -> ResponseReturnValue:
    reference = uuid.uuid4().hex[:10].upper()
    log.error("fault", reference=reference, exc_info=error)
    return _page(500, say("Đã xảy ra lỗi ngoài dự kiến."), reference)
