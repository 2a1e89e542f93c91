from collections.abc import Iterable
from typing import Self

from iso_app.web.form import Boxes, Form, Required


class YearsForm(Form):
    """The years of which a file is made."""

    years = Boxes("Các năm", [Required("Hãy chọn ít nhất một năm có số liệu.")], coerce=int)

    def offer(self, years: Iterable[int]) -> Self:
        """The years to choose from; to begin with all of them are chosen."""
        known = list(years)
        self.years.choices = [(year, str(year)) for year in known]
        if not self.is_submitted():
            self.years.data = known
        return self
