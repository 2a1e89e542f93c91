"""The forms by which what was handed in is signed, sent back, remarked on, taken back or given up."""

from collections.abc import Iterable
from typing import Self

from flask import request
from wtforms import HiddenField

from iso_app.core.clock import today
from iso_app.core.numbers import whole
from iso_app.documents.models import Revision
from iso_app.documents.planning import Proposed
from iso_app.signatures.forms import SignForm
from iso_app.web.form import LONG_REASON_LETTERS, AtMost, Day, Form, Passage, Required


class ShownForm(Form):
    """Remembers the digest of the content that was shown, on the first showing only."""

    shown_digest = HiddenField()

    def on(self, digest: str) -> Self:
        if not self.is_submitted():
            self.shown_digest.data = digest
        return self


class SendBackForm(ShownForm):
    """What is to be mended, of exactly the content that was shown."""

    reason = Passage("Cần sửa gì", [Required(), AtMost(LONG_REASON_LETTERS)], render_kw={"rows": 4})


class SubmitForm(ShownForm):
    """Who signs which step; the fields of the steps are drawn from what is proposed."""

    @staticmethod
    def chosen(steps: Iterable[Proposed]) -> dict[int, int]:
        """Position -> post, for the steps where one was chosen."""
        typed = {step.position: request.form.get(step.key, "") for step in steps}
        posts = {position: whole(post) for position, post in typed.items()}
        return {position: post for position, post in posts.items() if post is not None}


class ApproveForm(SignForm):
    """The ceremony of the last step, which may say from which day."""

    effective_on = Day("Ngày hiệu lực", description="Để trống: hiệu lực ngay hôm nay.")

    def propose_day(self, revision: Revision) -> Self:
        """The day the drafter wished for, unless it is past by now."""
        wish = revision.effective_on
        if not self.is_submitted() and wish is not None and wish >= today():
            self.effective_on.data = wish
        return self


class CommentForm(Form):
    """A remark on a passage, or on the whole."""

    passage = HiddenField()
    words = Passage("Góp ý", [Required(), AtMost(4000)], render_kw={"rows": 3})

    @property
    def place(self) -> int | None:
        return whole(self.passage.data or "")


class AnswerForm(Form):
    """The drafter's answer to a remark."""

    words = Passage("Trả lời", [Required(), AtMost(4000)], render_kw={"rows": 3})
