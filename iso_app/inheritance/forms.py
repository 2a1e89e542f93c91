from iso_app.web.form import Form, ReasonForm

__all__ = ["DeclineForm", "TakeBackForm", "TakeForm"]


class TakeForm(Form):
    """Nothing to say: what was ticked is taken over."""


class DeclineForm(ReasonForm):
    """Why documents are left behind; one reason for all that were ticked."""


class TakeBackForm(ReasonForm):
    """Why a decision is taken back."""
