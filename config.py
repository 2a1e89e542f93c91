"""Settings, all from the environment (`ISO_APP_…`), with an embedded default under `ISO_APP_HOME` (`./var`)."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

from msgspec import ValidationError, convert

PREFIX = "ISO_APP_"
UNSAFE_SECRET = "chỉ dùng cho bản dùng thử"  # noqa: S105 - refused outside the demo, see `check`
MINIMUM_SECRET = 32
MEGABYTE = 1024 * 1024


class WrongSettings(ValueError):
    """Variables whose text is not what their setting takes; `names` as they stand in the environment."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


@dataclass(kw_only=True)
class Settings:
    """What a deployment may choose. Every field is an environment variable `ISO_APP_<NAME>`."""

    home: Path = Path("var")
    database_url: str = ""
    owner_database_url: str = ""
    files_url: str = ""
    trust_roots: str = ""
    secret_key: str = ""
    demo: bool = False
    https: bool = False
    trusted_proxies: int = 0
    upload_limit_mb: int = 20
    shelf_limit_mb: int = 500
    session_idle_minutes: int = 30
    session_hours: int = 12
    statement_timeout_seconds: int = 60
    logs_kept_days: int = 1826
    address: str = ""
    mail_url: str = ""
    mail_from: str = ""
    metrics_token: str = ""

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ, **given: Any) -> Self:
        """The environment's settings, those given by name before them.

        Raises `WrongSettings`, which names every variable that is not what its setting takes.
        """
        wrong = []
        for field in fields(cls):
            name = f"{PREFIX}{field.name.upper()}"
            if field.name not in given and name in environment:
                try:
                    given[field.name] = convert(environment[name], field.type, strict=False, dec_hook=_as)
                except ValidationError:
                    wrong.append(name)
        if wrong:
            raise WrongSettings(wrong)
        return cls(**given)

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database; SQLite under `home` unless one is given."""
        given = self.database_url.replace("postgres://", "postgresql://", 1)
        if given.startswith("postgresql://"):
            given = given.replace("postgresql://", "postgresql+psycopg://", 1)
        return given or f"sqlite:///{self.home.resolve() / 'iso.sqlite3'}"

    @property
    def files(self) -> str:
        """The address of the file store: a folder, or `s3://bucket/prefix`."""
        return self.files_url or str(self.home.resolve() / "files")

    @property
    def trust_folder(self) -> Path:
        """The folder of root certificates (PEM, DER) that signatures in PDF files are checked against."""
        return Path(self.trust_roots) if self.trust_roots else self.home.resolve() / "trust-roots"

    def problems(self) -> list[str]:
        """Why the product should not start with these settings; empty when it may."""
        if self.demo:
            return []
        if not self.secret_key or self.secret_key == UNSAFE_SECRET:
            return ["Chưa đặt ISO_APP_SECRET_KEY: đặt một chuỗi ngẫu nhiên từ 32 ký tự trở lên."]
        if len(self.secret_key) < MINIMUM_SECRET:
            return ["ISO_APP_SECRET_KEY quá ngắn: đặt một chuỗi ngẫu nhiên từ 32 ký tự trở lên."]
        return []


def _as(kind: type[Any], words: str) -> Any:
    """What msgspec does not know by itself: a path."""
    return kind(words)
