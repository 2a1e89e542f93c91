"""What PostgreSQL is told of the scope in force: its policies read three settings that end with the transaction.

They are set when a statement is about to be sent in another scope than the one before it, not at each change of scope:
many scopes never ask anything.
"""

from typing import Final

from sqlalchemy import event, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, Pool

from iso_app.db.narrowing import current

_NOTHING_TOLD = object()
_ENDS_OF_SAVEPOINTS = ("ROLLBACK TO SAVEPOINT", "RELEASE SAVEPOINT")  # all that is taken of one that failed
# In `Connection.info`, as long as a session uses it: the scope that the database knows of.
_TOLD: Final = "iso.told"


@event.listens_for(Session, "after_begin")
def _begin(_session: Session, _transaction: object, connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.info[_TOLD] = _NOTHING_TOLD


@event.listens_for(Engine, "rollback_savepoint")
def _undo(connection: Connection, *_: object) -> None:
    """Settings of a savepoint go with it; those of a connection that broke went with that."""
    if not connection.invalidated and _TOLD in connection.info:
        connection.info[_TOLD] = _NOTHING_TOLD


@event.listens_for(Pool, "checkin")
def _leave(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info.pop(_TOLD, None)


@event.listens_for(Engine, "before_cursor_execute")
def _tell(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
    scope = current()
    if connection.info.get(_TOLD, scope) == scope or statement.startswith(_ENDS_OF_SAVEPOINTS):
        return
    connection.info[_TOLD] = scope
    connection.execute(
        text(
            "SELECT set_config('iso.reach', :reach, true), set_config('iso.agency', :agency, true),"
            " set_config('iso.province', :province, true)"
        ),
        {
            "reach": scope.reach.value if scope else "none",
            "agency": str(scope.agency_id or 0) if scope else "0",
            "province": str(scope.province_id or 0) if scope else "0",
        },
    )
