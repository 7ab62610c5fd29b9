"""What an operator may choose, read once from the environment (names begin with GK_)."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from secrets import token_bytes
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct, ValidationError, convert, json
from msgspec.structs import replace

from shared.choices import Chosen, no_room, unknown, unreadable, wrong
from shared.clock import Clock

PORT: Final = 8800


class SettingsError(Exception):
    """设置有误。"""


class Site(Struct, frozen=True, kw_only=True):
    """站点 — the words around every page, data of the county that runs the house."""

    name: str = "公开平台"
    slogan: str = ""
    nav: tuple[tuple[str, str], ...] = ()
    footer: tuple[str, ...] = ()


class Settings(Struct, frozen=True, kw_only=True):
    """设置 — where data lies, which servers are used, what the clock says.

    ``database`` is empty for SQLite files below ``home``, or a PostgreSQL address
    in which ``{service}`` stands for the service's own database. ``files`` is where
    files are kept, the same for all services (empty: a folder below ``home``); ``scanner``
    looks for viruses in them; one may have ``file_limit`` bytes, a plan ``files_count`` of
    them with ``files_limit`` bytes together. No mail leaves without ``smtp_host`` and
    ``smtp_from``. Letters in the mailbox at ``imap_host`` come in as opinions of
    ``imap_unit``. ``second_factor`` names the posts, such as ``approver``, in which nothing
    is done on a password alone. ``sm2_signer`` is the command that signs checkpoints with the
    SM2 key whose public half is the PEM file ``sm2_public`` (both empty: no such
    line). ``national_ciphers`` seals new personal data with SM4. Each
    service seals the states of its deciders after every ``seal_every`` facts. ``pages`` is a
    folder in which public pages are laid out for a web server to give out (none: they are not).
    ``proxies`` are web servers before the house (addresses or networks, with commas): whom they
    name in X-Forwarded-For is who is asking; of anybody else that header is not believed.
    """

    home: Path = Path("var")
    database: str = ""
    nats_url: str = ""
    nats_server: str = ""
    nats_replicas: int = 1
    host: str = "127.0.0.1"
    port: int = PORT
    origin: str = ""
    proxies: str = "127.0.0.1"
    clock: datetime | None = None
    site_file: Path | None = None
    secure_cookies: bool = False
    demo_password: str = ""
    queue_limit: int = 1_000
    max_body: int = 12_000_000
    view_lag: int = 1_000
    seal_every: Annotated[int, Meta(ge=10, le=5_000)] = 1_000
    import_rows: int = 30_000
    secret: bytes = b""
    files: str = ""
    scanner: str = ""
    file_limit: int = 50_000_000
    files_limit: int = 200_000_000
    files_count: int = 50
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_security: Literal["none", "starttls", "tls"] = "starttls"
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_from: str = ""
    imap_host: str = ""
    imap_port: int = 993
    imap_security: Literal["none", "starttls", "tls"] = "tls"
    imap_user: str = ""
    imap_password: str = ""
    imap_folder: str = "INBOX"
    imap_unit: str = ""
    second_factor: str = ""
    national_ciphers: bool = False
    sm2_signer: str = ""
    sm2_public: Path | None = None
    pages: Path | None = None

    @property
    def guarded(self) -> frozenset[str]:
        """Return the posts in which nothing is done without a second factor (L2)."""
        return frozenset(self.second_factor.replace(",", " ").replace("，", " ").split())

    @property
    def base_url(self) -> str:
        """Return the address under which people reach the house."""
        return self.origin or f"http://{self.host}:{self.port}"

    @property
    def site(self) -> Site:
        """Return the words around every page."""
        if self.site_file is None:
            return Site()
        return json.decode(self.site_file.read_bytes(), type=Site)

    def store_url(self, service: str) -> str:
        """Return where a service keeps its facts."""
        return self._url(service, "facts.db")

    def views_url(self, service: str) -> str:
        """Return where a service keeps its views."""
        return self._url(service, "views.db")

    def keys_url(self) -> str:
        """Return where the keys of sealed personal data are kept, apart from all facts."""
        return self._url("keys", "keys.db")

    def nats_key(self, account: str) -> Path:
        """Return the file that holds the bus key of one account."""
        return self.home / "nats" / "keys" / f"{account.lower()}.nk"

    def start_clock(self) -> Clock:
        """Return the clock the doors of one process share."""
        return Clock(self.clock)

    def _url(self, service: str, file: str) -> str:
        if self.database:
            return self.database.replace("{service}", service)
        folder = self.home / service
        folder.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{folder / file}"


def settings_of(environ: Mapping[str, str]) -> Settings:
    """Read the settings; the signing secret is made once and kept below ``home``.

    Raises:
        SettingsError: a value cannot be understood; the message names it in Chinese.

    """
    given = {
        name: environ[key]
        for name in Settings.__struct_fields__
        if name != "secret" and (key := f"GK_{name.upper()}") in environ
    }
    try:
        settings = convert(given, Settings, strict=False, dec_hook=_path)
    except ValidationError as error:
        raise SettingsError(unreadable(str(error))) from error
    settings = _absolute(settings)
    if complaints := list(wrong(_chosen(settings))):
        raise SettingsError("\n  ".join(complaints))
    try:
        return _with_secret(settings)
    except OSError as error:
        raise SettingsError(no_room(settings.home, error)) from error


def unread(environ: Mapping[str, str]) -> Iterator[str]:
    """Yield a notice of each setting that is given and that there is not: it was mistyped."""
    names = (each for each in Settings.__struct_fields__ if each != "secret")
    return unknown(environ.keys(), [f"GK_{each.upper()}" for each in names])


def _chosen(settings: Settings) -> Chosen:
    return Chosen(
        home=settings.home,
        site_file=settings.site_file,
        words=Site,
        port=settings.port,
        second_factor=settings.guarded,
        addresses={
            name: getattr(settings, name)
            for name in ("database", "nats_url", "files", "scanner", "origin")
        },
    )


def _path(kind: type, value: object) -> object:
    if kind is Path:
        return Path(str(value))
    raise NotImplementedError  # msgspec asks so that it can name the value at fault


def _absolute(settings: Settings) -> Settings:
    return replace(settings, home=settings.home.resolve())


def _with_secret(settings: Settings) -> Settings:
    file = settings.home / "keys" / "session.key"
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        file.touch(mode=0o600)
        file.write_bytes(token_bytes(32))
    return replace(settings, secret=file.read_bytes())
