"""Forms of printing, signing and of the certificate."""

from werkzeug.datastructures import FileStorage
from wtforms import FileField, HiddenField

from iso_app.web.form import AtMost, Form, Line, Password, Required


class CopyForm(Form):
    """Print a numbered copy."""

    holder = Line(
        "Người hoặc đơn vị giữ bản in",
        [AtMost(200)],
        description="Ghi trên bản in và trong sổ bản in. Để trống nếu chưa biết.",
    )


class _Upload(Form):
    def content(self) -> bytes:
        """The bytes that were sent; empty if nothing was."""
        sent = self.file.data  # type: ignore[attr-defined]
        return sent.read() if isinstance(sent, FileStorage) else b""


class SignForm(Form):
    """Sign here: who signs proves themselves, the certificate is opened by its own passphrase."""

    shown_digest = HiddenField()
    password = Password(
        "Mật khẩu của bạn",
        [Required()],
        description="Mật khẩu đăng nhập, hoặc mã 6 số từ ứng dụng xác thực.",
        render_kw={"autocomplete": "current-password"},
    )
    passphrase = Password(
        "Mật khẩu chứng thư",
        [Required()],
        description="Mật khẩu của tệp chứng thư. Phần mềm không lưu mật khẩu này.",
        render_kw={"autocomplete": "off"},
    )

    def on(self, content_digest: str) -> "SignForm":
        """Remember the content shown, on the first showing only."""
        if not self.is_submitted():
            self.shown_digest.data = content_digest
        return self


class SignedFileForm(_Upload):
    """Bring back what was signed outside."""

    file = FileField("Tệp PDF đã ký", [Required()], render_kw={"accept": ".pdf"})


class CertificateForm(_Upload):
    """Take in the agency's certificate."""

    file = FileField(
        "Tệp chứng thư (.p12, .pfx)",
        [Required()],
        render_kw={"accept": ".p12,.pfx"},
        description="Chứng thư của cơ quan kèm khóa ký. Chứng thư nằm trong USB Token thì hãy ký bên ngoài.",
    )
    passphrase = Password(
        "Mật khẩu chứng thư",
        [Required()],
        description="Để kiểm tệp mở được. Phần mềm không lưu mật khẩu này, mỗi lần ký sẽ hỏi lại.",
        render_kw={"autocomplete": "off"},
    )
