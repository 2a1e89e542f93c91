"""Of those who act on one record at once the first goes on, the others wait and then see what it has become."""

from typing import Any

from sqlalchemy.exc import InvalidRequestError

from iso_app.core.errors import Stale
from iso_app.db import db


def lock(record: Any) -> None:
    """Wait until nobody else changes the record, then see it as it is; not what is read along with it.

    Comes before whatever judges the record: what was judged before the wait was another state of it. Raises Stale if
    it has been taken away meanwhile.
    """
    # As an UPDATE locks it, no more: whoever adds a record that points to this one does not wait.
    wanted = {"of": type(record), "key_share": True}
    try:
        db.session.refresh(record, with_for_update=wanted)
    except InvalidRequestError as error:
        raise Stale("Có người khác vừa bỏ bản ghi này.") from error
