"""Typed settings, read once from the environment. All faults are told at once, and nothing starts with a fault.

Without any setting this is a demo on one's own machine: it makes its own secret and its own people, and answers on 127.0.0.1 only, so that
forgetting a setting opens nothing. `SSPEDU_MODE=production` refuses a missing secret, plain http, a missing proxy, and demo people.
"""

import re
import secrets
from collections.abc import Iterator
from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
MAIL_ADDRESS = re.compile(r"[^\s@<>:]+@[^\s@<>:]+")
LOOPBACK = frozenset({"127.0.0.1", "localhost"})


class Mode(StrEnum):
    """What this installation is for."""

    DEMO = "demo"
    PRODUCTION = "production"


class BadSettings(Exception):
    """The settings cannot be used. The text is a Danish list of every fault."""


class Settings(BaseSettings):
    """Every setting with its unit. The name in the environment is the field's in capitals after `SSPEDU_`."""

    model_config = SettingsConfigDict(env_prefix="SSPEDU_", frozen=True, extra="ignore")

    mode: Mode = Mode.DEMO
    var_dir: Path = ROOT / "var"
    content_dir: Path = ROOT / "content"
    database_url: str = ""
    secret_key: SecretStr = SecretStr("")
    base_url: str = ""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    workers: int = Field(default=1, ge=1, le=32)
    threads: int = Field(default=64, ge=4, le=512)
    metrics_host: str = "127.0.0.1"
    metrics_port: int = Field(default=0, ge=0, le=65535)
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    sign_in_days: int = Field(default=7, ge=1, le=90)
    demo_password: SecretStr = SecretStr("")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    mail: Literal["", "folder"] = ""
    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_starttls: bool = True
    smtp_from: str = ""
    controller: str = ""
    was_url: str = ""
    security_contact: str = ""

    @field_validator("database_url")
    @classmethod
    def _name_the_driver(cls, url: str) -> str:
        """Accept the address as hosts hand it out: psycopg 3 is the one driver for PostgreSQL here."""
        for prefix in ("postgres://", "postgresql://"):
            if url.startswith(prefix):
                return "postgresql+psycopg://" + url.removeprefix(prefix)
        return url

    @field_validator("security_contact")
    @classmethod
    def _write_as_address(cls, contact: str) -> str:
        """Accept a plain mail address: RFC 9116 wants every contact as an address with its scheme."""
        return f"mailto:{contact}" if MAIL_ADDRESS.fullmatch(contact) else contact

    @model_validator(mode="after")
    def _refuse_what_is_unsafe(self) -> Self:
        faults = list(self._faults())
        if faults:
            raise ValueError("\n".join(faults))
        return self

    def _faults(self) -> list[str]:
        address = urlsplit(self.address)
        faults = [*self._mail_faults(), *self._contact_faults()]
        if not self.database.startswith(("sqlite:///", "postgresql+psycopg://")):
            faults.append("SSPEDU_DATABASE_URL skal begynde med sqlite:/// eller postgresql://.")
        if not address.hostname:
            faults.append("SSPEDU_BASE_URL mangler: den adresse, brugerne ser, fx https://laering.example.dk.")
        if self.metrics_port == self.port:
            faults.append("SSPEDU_METRICS_PORT skal være en anden end SSPEDU_PORT: målingerne er ikke for alle.")
        faults += self._demo_faults(address.hostname) if self.is_demo else self._production_faults(address.hostname, address.scheme)
        return faults

    def _demo_faults(self, hostname: str | None) -> Iterator[str]:
        if hostname not in LOOPBACK:
            yield "SSPEDU_MODE=demo kører kun på 127.0.0.1; fjern SSPEDU_BASE_URL, eller vælg SSPEDU_MODE=production."
        if self.host not in LOOPBACK:
            yield "SSPEDU_MODE=demo kører kun på 127.0.0.1; fjern SSPEDU_HOST, eller vælg SSPEDU_MODE=production."

    def _production_faults(self, hostname: str | None, scheme: str) -> Iterator[str]:
        if len(self.secret_key.get_secret_value()) < 32:
            yield "SSPEDU_SECRET_KEY mangler eller er kortere end 32 tegn. Lav en med: openssl rand -hex 32"
        if self.demo_password.get_secret_value():
            yield "SSPEDU_DEMO_PASSWORD hører kun til SSPEDU_MODE=demo: demopersoner findes ikke i drift."
        if hostname and scheme != "https":
            yield "SSPEDU_BASE_URL skal begynde med https:// i drift."
        if not self.trusted_proxies:
            yield "SSPEDU_TRUSTED_PROXIES mangler: hvor mange proxyer, der står foran og afslutter https (som regel 1)."
        if not self.smtp_host and self.mail != "folder":
            yield "SSPEDU_SMTP_HOST mangler: ingen ville få deres mail. Skal den lægges i en mappe i stedet, så sæt SSPEDU_MAIL=folder."

    def _mail_faults(self) -> Iterator[str]:
        address = parseaddr(self.smtp_from)[1]
        if self.smtp_host and self.mail == "folder":
            yield "SSPEDU_MAIL=folder og SSPEDU_SMTP_HOST passer ikke sammen: mail kan kun gå en vej."
        if self.smtp_from and (len(self.smtp_from.splitlines()) > 1 or not MAIL_ADDRESS.fullmatch(address)):
            yield "SSPEDU_SMTP_FROM er ikke en mailadresse. Skriv den som SSP Læring <laering@example.dk>."
        if self.smtp_host and not self.smtp_from:
            yield "SSPEDU_SMTP_FROM mangler: den adresse, mail kommer fra, fx SSP Læring <laering@example.dk>."
        if bool(self.smtp_user) != bool(self.smtp_password.get_secret_value()):
            yield "SSPEDU_SMTP_USER og SSPEDU_SMTP_PASSWORD hører sammen: sæt begge eller ingen af dem."
        if self.smtp_user and not self.smtp_starttls and self.smtp_host not in LOOPBACK:
            yield "SSPEDU_SMTP_STARTTLS kan ikke slås fra, når der logges ind på mailserveren: adgangskoden ville gå i klar tekst."

    def _contact_faults(self) -> Iterator[str]:
        if self.was_url and not re.fullmatch(r"https://[^\s/]+\S*", self.was_url):
            yield "SSPEDU_WAS_URL er ikke en adresse. Skriv den, som den står på was.digst.dk: https://www.was.digst.dk/…"
        if self.security_contact and not re.fullmatch(r"(mailto:[^\s@]+@[^\s@]+|https://[^\s/]+\S*|tel:\+?[0-9-]+)", self.security_contact):
            yield "SSPEDU_SECURITY_CONTACT er hverken mailadresse, https-adresse eller telefonnummer. Skriv fx sikkerhed@kommune.dk."
        if len(self.controller.splitlines()) > 1:
            yield "SSPEDU_CONTROLLER skal stå på én linje: den dataansvarliges navn, og hvordan man skriver til den."

    @property
    def is_demo(self) -> bool:
        """Whether this is a trial on one's own machine."""
        return self.mode is Mode.DEMO

    @property
    def address(self) -> str:
        """The address that users see, without a trailing slash."""
        return (self.base_url or (f"http://127.0.0.1:{self.port}" if self.is_demo else "")).rstrip("/")

    @property
    def is_https(self) -> bool:
        """Whether users come over https, so that cookies can be `Secure`."""
        return self.address.startswith("https://")

    @property
    def hosts(self) -> frozenset[str]:
        """The host names that are answered."""
        name = urlsplit(self.address).hostname or ""
        return LOOPBACK if name in LOOPBACK else frozenset({name})

    @property
    def database(self) -> str:
        """The database's address for SQLAlchemy; without a setting, SQLite in `var_dir`."""
        return self.database_url or f"sqlite:///{self.var_dir / 'sspedu.sqlite3'}"

    @property
    def mail_dir(self) -> Path:
        """Where mail is written when no mail server is set."""
        return self.var_dir / "mail"

    @property
    def metrics_dir(self) -> Path:
        """Where the web server's processes keep their counts for as long as it runs."""
        return self.var_dir / f"metrics-{self.port}"

    @property
    def mail_domain(self) -> str:
        """The name at the end of each Message-ID, and how we present ourselves to the mail server."""
        return urlsplit(self.address).hostname or "localhost"

    @property
    def mail_from(self) -> str:
        """Whom mail comes from."""
        return self.smtp_from or f"SSP Læring <ingen-svar@{self.mail_domain}>"

    def secret(self) -> str:
        """Return the key that signs cookies. A demo makes one of its own and keeps it in `var_dir`, so that sign-ins survive a restart."""
        if not self.is_demo or self.secret_key.get_secret_value():
            return self.secret_key.get_secret_value()
        path = self.var_dir / "demo-secret"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(32))
        return path.read_text()


def read_settings() -> Settings:
    """Read the environment. Raises `BadSettings` with every fault as a Danish line."""
    try:
        return Settings()
    except ValidationError as error:
        raise BadSettings("\n".join(_sentences(error))) from None


def _sentences(error: ValidationError) -> list[str]:
    lines: list[str] = []
    for fault in error.errors(include_url=False):
        if not fault["loc"]:
            lines += str(fault["ctx"]["error"]).splitlines()
        else:
            lines.append(f"SSPEDU_{str(fault['loc'][0]).upper()} kan ikke bruges: {fault['input']!r}.")
    return lines
