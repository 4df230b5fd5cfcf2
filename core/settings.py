"""Every setting of the site, typed; read once at start from the environment and the secret file."""

import ipaddress
import os
import re
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from click import ClickException
from pydantic import Field, SecretStr, StringConstraints, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "ESH_"
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1"})


# An Ed25519 key as a Multikey: base58 of two bytes that name the kind and thirty-two of the key.
PublicKey = Annotated[str, StringConstraints(pattern=r"^z6Mk[1-9A-HJ-NP-Za-km-z]{44}$")]


# One address of plain characters: RFC 5321 without its rarest forms. Nothing in it can end a header.
MAIL_ADDRESS = (
    r"(?=.{3,254}\Z)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
)


class SettingsError(ClickException):
    """The site cannot start with these settings; the text says what to do."""


class Settings(BaseSettings):
    """What an operator can decide. Each field's description is printed by `flask settings`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    secret_key: SecretStr = Field(
        min_length=32, description="Signs cookies. May be rotated; see secret_key_fallbacks."
    )
    secret_key_fallbacks: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        default=(), description="Earlier secret keys, comma-separated, still accepted for cookies."
    )
    pepper: SecretStr = Field(
        min_length=32,
        description="Mixed into PINs, card codes and stored secrets. Never change it: cards would die.",
    )
    badge_secret: SecretStr | None = Field(
        default=None,
        min_length=32,
        description="Makes the key that signs digital certificates. Without it the pepper does.",
    )
    badge_old_keys: Annotated[tuple[PublicKey, ...], NoDecode] = Field(
        default=(),
        description="Earlier keys of digital certificates (publicKeyMultibase), comma-separated, still published.",
    )
    database_url: str = Field(
        default=f"sqlite:///{ROOT / 'instance' / 'en-saker-hand.db'}",
        validation_alias="DATABASE_URL",
        description="The database: sqlite:///path or postgresql+psycopg://user@host/name.",
    )
    port: int = Field(
        default=8000, ge=1, le=65535, validation_alias="PORT", description="Port the server listens on."
    )
    bind: str = Field(default="127.0.0.1", description="Address the server listens on.")
    workers: int = Field(default=2, ge=1, le=64, description="Server processes.")
    public_url: str | None = Field(
        default=None,
        description="The address people use, for QR codes and links, e.g. https://utbildning.example.se.",
    )
    trusted_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("localhost", "127.0.0.1"), description="Host names that are answered, comma-separated."
    )
    proxy_count: int = Field(
        default=0, ge=0, le=3, description="Proxies in front whose X-Forwarded-* headers are believed."
    )
    demo: bool = Field(default=False, description="Demonstration mode. Only on a loopback address.")
    network: str = Field(
        default="helsingborg", description="The city: a file in organisations/networks/ without .yaml."
    )
    exit_url: str = Field(
        default="https://www.smhi.se/",
        description='Where "Lämna sidan" goes when JavaScript is on: a page that says nothing about the subject.',
    )
    controller: str = Field(
        default="kontrolleras lokalt",
        description="Who is responsible for personal data, named on /personuppgifter.",
    )
    erasures_file: Path = Field(
        default=ROOT / "instance" / "erasures",
        description="List of erased people as keyed digests, for restored backups. Never restore an older one over it.",
    )
    backups_folder: Path = Field(
        default=ROOT / "instance" / "backups",
        description="Where flask backup puts its copies: another disk, or carried to another machine every night.",
    )
    translations: Path = Field(
        default=ROOT / "core" / "translations", description="Folder with languages.yaml and its catalogues."
    )
    sso_issuer: str | None = Field(
        default=None,
        max_length=200,
        description="Single sign-on: the OpenID provider's address (issuer), e.g. https://login.example.se/kommun.",
    )
    sso_client_id: str | None = Field(default=None, description="What the provider knows this site by.")
    sso_client_secret: SecretStr | None = Field(
        default=None, description="What this site shows the provider. May stand in the secret file."
    )
    sso_label: str = Field(
        default="Logga in med arbetsplatsens konto",
        min_length=1,
        max_length=60,
        description="What stands on the button of single sign-on.",
    )
    sso_groups: Path | None = Field(
        default=None,
        description="YAML file: which group at the provider gives which role in which organisation.",
    )
    sso_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Hosts the provider may use beside its own (keys, tokens, further sign-in pages), comma-separated.",
    )
    sso_mfa: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("mfa", "otp", "hwk"),
        description="Words in the claim amr of which a coordinator needs one. Empty: the provider always asks for two.",
    )

    smtp_host: str | None = Field(
        default=None, description="Mail server for reminders and codes. Without it there are printed slips."
    )
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Port of the mail server.")
    smtp_user: str | None = Field(
        default=None, description="Whom the mail server knows this site as, if it asks."
    )
    smtp_password: SecretStr | None = Field(
        default=None, description="What this site shows the mail server. May stand in the secret file."
    )
    smtp_from: str | None = Field(
        default=None,
        description="The sender's address, e.g. utbildning@example.se. It must not tell the subject.",
    )
    smtp_tls: Literal["starttls", "tls", "none"] = Field(
        default="starttls",
        description="starttls, tls (usually port 465), or none for a server on this machine.",
    )

    @field_validator(
        "secret_key_fallbacks", "badge_old_keys", "trusted_hosts", "sso_hosts", "sso_mfa", mode="before"
    )
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @model_validator(mode="after")
    def _demo_stays_local(self) -> Self:
        if not self.demo:
            return self
        doors = (
            ("ESH_BIND must be a loopback address", not is_loopback(self.bind)),
            (
                "ESH_TRUSTED_HOSTS may hold localhost and 127.0.0.1 only",
                not LOOPBACK_NAMES.issuperset(self.trusted_hosts),
            ),
            ("ESH_PROXY_COUNT must be 0", self.proxy_count != 0),
            ("ESH_PUBLIC_URL must not be set", self.public_url is not None),
            ("ESH_SMTP_HOST must not be set", self.smtp_host is not None),
        )
        wide_open = [words for words, is_open in doors if is_open]
        if wide_open:
            raise ValueError(
                f"ESH_DEMO: demonstration mode starts only where nobody else reaches it: {'; '.join(wide_open)}. "
                "Put that right, or start without ESH_DEMO"
            )
        return self

    @model_validator(mode="after")
    def _public_host_is_answered(self) -> Self:
        if self.demo or not self.public_url:
            return self
        host = urlsplit(self.public_url).hostname
        if host is None or host not in self.trusted_hosts:
            raise ValueError(
                f"ESH_PUBLIC_URL names {host or 'no host'}, which is not among ESH_TRUSTED_HOSTS: every request "
                "to it would be refused. Add the host there"
            )
        return self

    @model_validator(mode="after")
    def _single_sign_on_is_whole(self) -> Self:
        needed = {
            "ESH_SSO_ISSUER": self.sso_issuer,
            "ESH_SSO_CLIENT_ID": self.sso_client_id,
            "ESH_SSO_CLIENT_SECRET": self.sso_client_secret,
            "ESH_SSO_GROUPS": self.sso_groups,
        }
        missing = [name for name, value in needed.items() if not value]
        if missing and len(missing) < len(needed):
            raise ValueError(
                f"{', '.join(missing)}: single sign-on needs all of {', '.join(needed)}. Set what is missing, or none"
            )
        if self.sso_issuer:
            self._check_issuer(self.sso_issuer)
        strange = [host for host in self.sso_hosts if not re.fullmatch(r"[a-z0-9.-]+(:[0-9]+)?", host)]
        if strange:
            raise ValueError(
                f"ESH_SSO_HOSTS: {', '.join(strange)} is no host. Write it like login.example.se, without https://"
            )
        return self

    def _check_issuer(self, issuer: str) -> None:
        found = urlsplit(issuer)
        here = self.public_url is None and found.scheme == "http" and is_loopback(found.hostname or "")
        if not here and (found.scheme != "https" or not found.hostname):
            raise ValueError(
                "ESH_SSO_ISSUER must begin with https:// (http:// only for a provider on this machine, and "
                "without ESH_PUBLIC_URL): write the issuer's address as it stands in the provider's metadata"
            )
        if found.query or found.fragment or found.username is not None:
            raise ValueError(
                "ESH_SSO_ISSUER has more than an address: take away ?, # and what stands before @"
            )

    @model_validator(mode="after")
    def _mail_is_whole(self) -> Self:
        if self.smtp_host is None:
            if self.smtp_from or self.smtp_user or self.smtp_password:
                raise ValueError(
                    "ESH_SMTP_HOST: is missing. Set it too, or none of ESH_SMTP_FROM, _USER, _PASSWORD"
                )
            return self
        if not re.fullmatch(MAIL_ADDRESS, self.smtp_from or ""):
            raise ValueError(
                "ESH_SMTP_FROM: mail needs the sender's address. Write it like utbildning@example.se"
            )
        if bool(self.smtp_user) != bool(self.smtp_password):
            raise ValueError("ESH_SMTP_USER and ESH_SMTP_PASSWORD belong together: set both, or none")
        if self.smtp_tls == "none" and not is_loopback(self.smtp_host):
            raise ValueError(
                "ESH_SMTP_TLS: none is for a mail server on this machine only, else everybody on the way reads "
                "the addresses. Set starttls or tls"
            )
        return self

    @property
    def sso_origins(self) -> tuple[str, ...]:
        """Where a form may lead when single sign-on is set up: the provider's origin and the hosts listed."""
        if not self.sso_issuer:
            return ()
        found = urlsplit(self.sso_issuer)
        return tuple(f"{found.scheme}://{host}" for host in (found.netloc, *self.sso_hosts))

    @property
    def base_url(self) -> str:
        """The address people use, without a slash at the end."""
        return (self.public_url or f"http://localhost:{self.port}").rstrip("/")

    @property
    def https(self) -> bool:
        """Whether people reach the site over https; decides the cookies' names and flags."""
        return self.base_url.startswith("https://")


def is_loopback(address: str) -> bool:
    """Whether an address to bind to is reachable from this machine only."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def secret_file(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the secrets lie when they are not in the environment (variable ESH_SECRET_FILE)."""
    return Path(environ.get("ESH_SECRET_FILE", ROOT / "instance" / "secret"))


def make_secret_file(path: Path) -> bool:
    """Write new secrets to `path` with mode 0600 unless it exists. Returns whether it was made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"ESH_SECRET_KEY={secrets.token_urlsafe(48)}\nESH_PEPPER={secrets.token_urlsafe(48)}\n")
    return True


def load_settings(**overrides: object) -> Settings:
    """Read the settings from the environment, then the secret file.

    `overrides` are field values that win over both (tests use them). Raises SettingsError with one
    line per fault and what to do about it.
    """
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | {"ESH_SECRET_FILE"}
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise SettingsError(
            "\n".join(
                f"{name}: no such setting. `python -m core.settings` lists them all." for name in unknown
            )
        )
    try:
        return Settings(_env_file=secret_file(), **overrides)  # type: ignore[call-arg,arg-type]
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(fault) for fault in error.errors())) from None


def _explain(fault: Mapping[str, object]) -> str:
    location = fault["loc"]
    if not (isinstance(location, tuple) and location):  # settings that contradict each other name themselves
        what = str(fault["msg"]).removeprefix("Value error, ")
        return f"{what}. `python -m core.settings` explains each setting."
    name = str(location[0])
    variable = name if name.isupper() else f"{PREFIX}{name.upper()}"
    if fault["type"] == "missing":
        return f"{variable}: is missing. Make the secret file with `python -m core.make_secret`, or set the variable."
    what = str(fault["msg"]).removeprefix("Value error, ")
    if fault["type"] in ("too_short", "string_too_short"):
        what = "is too short: 32 characters at least. `python -m core.make_secret` makes a good one"
    return f"{variable}: {what}. `python -m core.settings` explains each setting."


def variables() -> dict[str, tuple[str, str]]:
    """Every variable that may be set, with its default and its meaning as text, in the order of the fields."""
    found = {
        str(field.validation_alias or f"{PREFIX}{name.upper()}"): (
            "required" if field.is_required() else _shown(field.default),
            str(field.description),
        )
        for name, field in Settings.model_fields.items()
    }
    found["ESH_SECRET_FILE"] = (
        _shown(secret_file({})),
        "File with ESH_SECRET_KEY and ESH_PEPPER, read when they are not set.",
    )
    return found


def _shown(default: object) -> str:
    if isinstance(default, tuple):
        return ",".join(map(str, default)) or "none"
    return "none" if default is None else str(default).replace(f"{ROOT}{os.sep}", "")


def describe() -> str:
    """Every setting as text: variable, default, meaning."""
    return "\n".join(f"{name} ({default})\n    {meaning}" for name, (default, meaning) in variables().items())


if __name__ == "__main__":
    sys.stdout.write(describe() + "\n")
