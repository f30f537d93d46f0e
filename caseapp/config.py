"""Settings from the environment (prefix CASEAPP_); a wrong one stops the start with one clear sentence."""

from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError


class SettingsError(RuntimeError):
    """One sentence naming the setting and what it should be."""


class Settings(BaseSettings):
    """`home` holds the database (unless `database_url` names another), the keys and the attachments."""

    model_config = SettingsConfigDict(env_prefix="CASEAPP_", env_ignore_empty=True, extra="ignore")

    home: Path = Path("instance")
    database_url: str | None = None
    key_file: Path | None = None
    secure_cookies: bool = False
    session_idle_minutes: int = Field(default=30, ge=5, le=480)
    session_absolute_hours: int = Field(default=10, ge=1, le=24)
    two_factor: Literal["required", "offered"] = "required"
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    step_up_minutes: int = Field(default=10, ge=1, le=60)
    federation_code: str = Field(default="408001", min_length=1, max_length=32)
    federation_name: str = Field(default="唐山市总工会本级", min_length=1, max_length=128)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str | None) -> str | None:
        if not url:
            return None
        try:
            backend = make_url(url).get_backend_name()
        except ArgumentError:
            raise ValueError("must be a database address such as postgresql://user@host/name") from None
        if backend not in {"sqlite", "postgresql"}:
            raise ValueError("must name a SQLite or PostgreSQL database")
        return url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.home.resolve() / 'caseapp.db'}"

    @property
    def attachments(self) -> Path:
        """The folder of the sealed files."""
        return self.home / "attachments"

    @property
    def keys(self) -> Path:
        return self.key_file or self.home / "keys.json"


def load(**overrides: object) -> Settings:
    """Settings from the environment and overrides; raises SettingsError with one sentence."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        reason = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"The setting CASEAPP_{name} is wrong: {reason}.") from None
