"""Which province a list of agencies belongs to: the actor's own; for the operator the one it speaks of."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from iso_app.agencies import policies, queries
from iso_app.agencies.models import Level, Province
from iso_app.core.actor import Actor
from iso_app.core.errors import DomainError
from iso_app.core.policy import Sentence, require
from iso_app.core.text import fold
from iso_app.db import db
from iso_app.sheets import Row

_HEADS = ("UBND tỉnh", "UBND thành phố", "Ủy ban nhân dân tỉnh", "Ủy ban nhân dân thành phố")


@dataclass(frozen=True)
class Home:
    """The province of a file, or the one (`code`, `name`) that storing the file will found."""

    province_id: int | None
    code: str = ""
    name: str = ""

    @property
    def notes(self) -> tuple[Sentence, ...]:
        if self.province_id is not None:
            return ()
        return (Sentence("Sẽ lập tỉnh mới: {name}.", name=self.name),)


def find_home(actor: Actor, rows: Sequence[Row]) -> Home:
    """The province of the rows. Raises DomainError if nobody can say."""
    if actor.province_id is not None:
        require(policies.may_import(actor, actor.province_id))
        return Home(actor.province_id)
    require(policies.may_import(actor, None))
    own = {row.values["code"].casefold() for row in rows}
    outside = {p for row in rows if (p := row.values["parent"]) and p.casefold() not in own}
    roots = [row for row in rows if not row.values["parent"] and row.values["level"] is Level.PROVINCE]
    known = queries.provinces_with({row.values["code"] for row in roots} | outside)
    if len(known) > 1:
        raise DomainError("Mã trong tệp có ở nhiều tỉnh; hãy nhập bằng tài khoản của một tỉnh (--as EMAIL).")
    if known:
        return Home(known[0])
    return _new_or_only(roots)


def _new_or_only(roots: Sequence[Row]) -> Home:
    seats = [row for row in roots if _is_seat(row)]
    if len(seats) > 1:
        names = ", ".join(row.values["name"] for row in seats[:3])
        raise DomainError("Tệp có cơ quan của nhiều tỉnh ({names}); tách mỗi tỉnh một tệp.", names=names)
    provinces = db.session.scalars(select(Province.id).limit(2)).all()
    if seats:
        name = province_name(seats[0].values["name"])
        same = queries.province_named(name)
        return Home(same.id) if same else Home(None, seats[0].values["code"], name)
    if len(provinces) == 1:
        return Home(provinces[0])
    if not provinces and len(roots) == 1:
        return Home(None, roots[0].values["code"], province_name(roots[0].values["name"]))
    raise DomainError(
        "Không rõ tệp thuộc tỉnh nào; thêm dòng “UBND tỉnh …” (cấp Tỉnh, không có cơ quan cấp trên), "
        "hoặc nhập bằng tài khoản của một tỉnh (--as EMAIL)."
    )


def _is_seat(row: Row) -> bool:
    return fold(row.values["name"]).startswith(tuple(fold(head) + " " for head in _HEADS))


def province_name(seat: str) -> str:
    """ "UBND tỉnh Sóc Trăng" sits in "Tỉnh Sóc Trăng"; a name without these words is taken as it is."""
    for head in _HEADS:
        if fold(seat).startswith(fold(head) + " "):
            words = seat.split()
            rest = " ".join(words[len(head.split()) :])
            kind = "Thành phố" if fold(head).endswith("thanh pho") else "Tỉnh"
            return f"{kind} {rest}"
    return seat
