"""PostgreSQL: a consistent dump by `pg_dump`, put back in one transaction by `pg_restore` and `psql`.

The tables force row-level security on their owner too; the tools work in the scope of the whole system,
as the product's own operator does.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine, make_url, text

from iso_app.core.errors import DomainError
from iso_app.trail.anchors import Anchors
from iso_app.trail.verify import Findings, verify

_REPLACED = "iso_replaced"
_SET_ASIDE = f"""
ALTER SCHEMA public RENAME TO {_REPLACED};
CREATE SCHEMA public;
GRANT USAGE ON SCHEMA public TO PUBLIC;
"""


def dump(address: str, target: Path) -> None:
    """A dump in PostgreSQL's custom format, of one moment, made while others write."""
    common = ("--format=custom", "--no-owner", "--no-privileges", "--enable-row-security", "--schema=public")
    _run(address, "pg_dump", [*common, f"--file={target}", f"--dbname={_without_password(address)}"])


def is_empty(address: str) -> bool:
    """Whether the database has no tables."""
    with _owner(address).connect() as connection:
        return not connection.scalar(
            text("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'")
        )


def restore(address: str, dumped: Path, anchored: Anchors) -> Findings:
    """Replace the tables by those of the dump, if the trail in them is whole; else leave all as it was."""
    script = dumped.with_suffix(".sql")
    _write_script(address, dumped, script)
    _run(
        address,
        "psql",
        ["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null",
         f"--file={script}", f"--dbname={_without_password(address)}"],
    )  # fmt: skip
    with _owner(address).begin() as connection:
        found = verify(connection, anchored.heads)
        _settle(connection, taken=found.broken is None)
    return found


def _write_script(address: str, dumped: Path, script: Path) -> None:
    listed = _run(address, "pg_restore", ["--list", str(dumped)])
    wanted = dumped.with_suffix(".list")
    wanted.write_text("\n".join(line for line in listed.splitlines() if " SCHEMA - public " not in line))
    restored = dumped.with_suffix(".restored")
    options = ("--no-owner", "--no-privileges", "--enable-row-security", f"--use-list={wanted}")
    _run(address, "pg_restore", [*options, f"--file={restored}", str(dumped)])
    with script.open("wb") as out, restored.open("rb") as source:
        out.write(_SET_ASIDE.encode())
        shutil.copyfileobj(source, out)


def _settle(connection: Connection, *, taken: bool) -> None:
    """Drop what was replaced, or put it back."""
    connection.execute(text(f"DROP SCHEMA {_REPLACED if taken else 'public'} CASCADE"))
    if not taken:
        connection.execute(text(f"ALTER SCHEMA {_REPLACED} RENAME TO public"))


def _owner(address: str) -> Engine:
    return create_engine(make_url(address).set(drivername="postgresql+psycopg"), poolclass=NullPool)


def _without_password(address: str) -> str:
    """The address for a command line, which others on the machine can read."""
    url = make_url(address).set(drivername="postgresql")
    return url._replace(password=None).render_as_string(hide_password=False)


def _run(address: str, tool: str, options: Sequence[str]) -> str:
    found = shutil.which(tool)
    if found is None:
        raise DomainError(
            "Cần công cụ {tool} của PostgreSQL: hãy cài gói postgresql-client rồi làm lại.", tool=tool
        )
    secret = make_url(address).password
    environment = os.environ | {"PGOPTIONS": "-c iso.reach=system", "LC_ALL": "C"}
    if secret:
        environment["PGPASSWORD"] = str(secret)
    done = subprocess.run([found, *options], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or [str(done.returncode)])[0]
        raise DomainError("{tool} không thực hiện được: {reason}", tool=tool, reason=reason[:300])
    return done.stdout
