"""Reading the codes of forms and the lists that were brought in."""

from sqlalchemy import select

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Agency
from iso_app.core.errors import NotFound
from iso_app.db import db
from iso_app.printing import FormHead
from iso_app.registers.models import RegisterFile, RegisterForm


def form_of(agency_id: int, register: str) -> RegisterForm | None:
    """What the agency has settled for the form of a register."""
    query = select(RegisterForm).where(RegisterForm.agency_id == agency_id, RegisterForm.register == register)
    return db.session.scalars(query).one_or_none()


def head(agency: Agency, register: str) -> FormHead:
    """The box above the printed register of an agency; what it has not settled is left to the pen."""
    form = form_of(agency.id, register)
    return FormHead(
        agency=agency.name,
        parent=agencies.superior_name(agency),
        code=form.code if form else "",
        revision=form.revision if form else "",
        issued_on=form.issued_on if form else None,
    )


def file(file_id: int) -> RegisterFile:
    """A list brought in by an agency of the scope."""
    found = db.session.scalars(select(RegisterFile).where(RegisterFile.id == file_id)).one_or_none()
    if found is None:
        raise NotFound("Không tìm thấy lần nhập này.")
    return found
