from urllib.parse import urlsplit

from wtforms import HiddenField, ValidationError

from iso_app.saved_views.models import ADDRESS_LETTERS, LABEL_LETTERS, NAME_LETTERS, PLACE_LETTERS
from iso_app.web.addresses import onward
from iso_app.web.form import AtMost, Form, Line, Required
from iso_app.web.languages import say


class KeepForm(Form):
    """A name for the list as it is seen now."""

    name = Line("Tên danh sách", [Required(), AtMost(NAME_LETTERS)])
    address = HiddenField()
    list_label = HiddenField(validators=[AtMost(LABEL_LETTERS)])

    def validate_address(self, field: HiddenField) -> None:
        """Only a page of this product, and not so long that something would be cut off."""
        address = field.data or ""
        is_short = len(address) <= ADDRESS_LETTERS and len(urlsplit(address).path) <= PLACE_LETTERS
        if not is_short or onward(address) != address:
            raise ValidationError(say("Địa chỉ này không lưu được; hãy mở lại danh sách rồi lưu."))
