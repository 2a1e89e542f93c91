"""A stamp "BẢN KIỂM SOÁT" or a certificate's signature is given to nothing that ended in the same moment."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from iso_app.core.clock import today
from iso_app.core.errors import NotPermitted
from iso_app.db import db
from iso_app.documents import queries
from iso_app.documents.models import Revision
from iso_app.documents.workflow import RevisionState
from iso_app.printed_copies import services
from iso_app.trail.services import explain_rows

Make = Callable[..., Any]


@pytest.mark.parametrize("act", [services.print_copy, services.hand_out])
def test_what_ended_meanwhile_is_not_printed(
    in_force: Make, acting: Make, address_of: Make, act: Make
) -> None:
    _, revision_id = in_force()
    with acting("snv.iso_secretary") as actor:
        revision = queries.revision_read(actor, revision_id)
        ended = update(Revision).where(Revision.id == revision_id)
        ended = ended.values(state=RevisionState.WITHDRAWN, ended_on=today())
        db.session.execute(ended, execution_options={"synchronize_session": False})
        explain_rows(Revision)
        assert revision.state is RevisionState.EFFECTIVE, "as the page showed it"
        with pytest.raises(NotPermitted):
            act(actor, revision, address_of=address_of)
