"""The form of the ceremony: the digest that was shown, what the signature means, the password again."""

from collections.abc import Sequence

from wtforms import HiddenField

from iso_app.signatures.models import MEANING_LABELS, Meaning
from iso_app.web.form import Choice, Form, Password, Required


class SignForm(Form):
    """Give it to `signatures/ceremony.html`; `on` says what is signed before it is validated."""

    shown_digest = HiddenField()
    meaning = Choice("Ý nghĩa chữ ký", validators=[Required()])
    password = Password(
        "Mật khẩu của bạn",
        description="Nhập lại mật khẩu đăng nhập, hoặc mã 6 số từ ứng dụng xác thực, để xác nhận chính bạn ký.",
        validators=[Required()],
        render_kw={"autocomplete": "current-password"},
    )

    def on(self, content_digest: str, meanings: Sequence[Meaning]) -> "SignForm":
        """Remember the content shown, on the first showing only; the first meaning is the one proposed."""
        self.meaning.choices = [(str(meaning), MEANING_LABELS[meaning]) for meaning in meanings]
        if not self.is_submitted():
            self.shown_digest.data = content_digest
            self.meaning.data = str(meanings[0])
        return self

    @property
    def chosen(self) -> Meaning:
        """What the signature means, once the form is valid."""
        return Meaning(self.meaning.data)
