"""The wiring. The only module that knows every room."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from litestar import Litestar

from services.archive import api, domain, pages
from services.archive.domain.events import Event
from services.archive.domain.seals import SEALS
from services.archive.domain.terms import ARCHIVE, SERVICES
from services.archive.gateways.handover import hand_over, settled
from services.archive.gateways.history import History
from services.archive.gateways.ledger import Ledger
from services.archive.gateways.notes import Signer
from services.archive.gateways.record import Binder
from services.archive.gateways.sm2 import Sm2KeyError, Sm2Signer, sm2_signer
from services.archive.gateways.tiles import TileLog
from services.archive.handlers import (
    Assessing,
    Audit,
    Consulting,
    Counting,
    Covering,
    Flagging,
    Intake,
    Moment,
    Names,
    Proofs,
    Registering,
    Volumes,
    Witnessing,
    Yearly,
)
from services.archive.handlers.labels import LABELS
from services.archive.handlers.reckoning import Books
from services.archive.inbox import refusal_listeners
from services.archive.pages.history import kinds
from services.archive.pages.saying import by, in_full
from services.archive.pages.words import TAGS
from services.archive.verify.keys import Handover, handovers_in
from services.archive.verify.policy import Policy, policy_of
from services.archive.verify.report import CheckError, IncompleteError
from services.archive.views import VIEWS, alarms
from shared.bus import Bus
from shared.clock import Clock
from shared.files import place_at
from shared.record import Letter
from shared.register import Holdings, Renewals
from shared.seal import Keyring
from shared.sealing import Sealer
from shared.service import Service
from shared.settings import Settings, SettingsError

TEMPLATES: Final = Path(__file__).parent / "templates"


class Archive(Service):
    """存档 — a service that keeps every letter it hears before it looks at any."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        super().__init__(ARCHIVE, settings, events=Event, views=VIEWS, hears=SERVICES, clock=clock)
        Sealer(self, domain, Event, SEALS)
        self.folder = settings.home / ARCHIVE / "log"
        self.chain = chain_of(settings)
        self.signer = signer_of(settings, self.chain)
        self.ledger = Ledger(settings.store_url(ARCHIVE).replace("facts.db", "ledger.db"))
        self.log = TileLog(self.folder, self.signer)
        self.keyring = Keyring(settings.keys_url(), self.clock)
        self.intake = Intake(self.store, self.ledger, self.log, self.clock, self.chain)
        self.policy_text = policy_text(settings)
        self.witnessing = Witnessing(
            policy(self.policy_text), self.log, self.folder, self.store, self.clock
        )

    @asynccontextmanager
    async def running(self, app: Any = None) -> AsyncIterator[None]:
        """Open everything, keep it going, close it in reverse."""
        async with super().running(app):
            works = {"log": self.intake.run_forever, "witnesses": self.witnessing.run_forever}
            running = [asyncio.create_task(self._keep(*each)) for each in works.items()]
            try:
                yield
            finally:
                for each in running:
                    each.cancel()
                    with suppress(asyncio.CancelledError):
                        await each

    async def hear(self, source: str, letters: Sequence[Letter]) -> None:
        """Keep letters first; only then let the views read them."""
        if source != ARCHIVE:
            await self.intake.take(source, letters)
        await super().hear(source, letters)

    def ready(self) -> dict[str, str]:
        """Return what keeps the archive from doing its work; empty when nothing does."""
        found = super().ready()
        if count := self.views.count(alarms):
            found["alarm"] = f"有 {count} 个警报：收到的事实与已归档的不同"
        if (waiting := self.intake.waiting) > self.settings.view_lag:
            found["log"] = f"日志落后 {waiting} 条记录"
        for each in self.witnessing.standings:
            if each.objects:
                found["witness"] = f"{each.name}：{each.trouble}"
        return found

    def _open(self) -> None:
        super()._open()
        self.ledger.open()
        self.log.open()

    def _close(self) -> None:
        self.log.close()
        self.ledger.close()
        self.keyring.close()
        super()._close()

    def _heard(self, source: str) -> int:
        position = super()._heard(source)
        return position if source == ARCHIVE else min(position, self.ledger.last(source))

    def _street(self, bus: Bus) -> list["asyncio.Task[None]"]:
        listeners = refusal_listeners(bus, self.ledger).items()
        return super()._street(bus) + [
            asyncio.create_task(self._keep(f"refusals {owner}", listen))
            for owner, listen in listeners
        ]


def policy_text(settings: Settings) -> str:
    """Return the policy of witnesses; an operator who has written none needs no witness."""
    file = settings.home / ARCHIVE / "policy"
    return file.read_text(encoding="utf-8") if file.exists() else "quorum none\n"


def policy(text: str) -> Policy:
    """Read the policy of witnesses.

    Raises:
        SettingsError: a line of it is wrong, which is named.

    """
    try:
        return policy_of(text)
    except IncompleteError as error:
        raise SettingsError(str(error)) from error


def signer_of(settings: Settings, chain: Sequence[Handover] = ()) -> Signer:
    """Return the log's own key; its name stays what it was when the log began.

    The verifier key lies beside the log, for auditors to copy.
    """
    signer = settled(_key_file(settings), _origin(settings), chain)
    signer.second = sm2_of(settings)
    published = settings.home / ARCHIVE / "log.vkey"
    text = signer.verifier + "\n"
    if not published.exists() or published.read_text(encoding="utf-8") != text:
        published.parent.mkdir(parents=True, exist_ok=True)
        published.write_text(text, encoding="utf-8")
    return signer


def sm2_of(settings: Settings) -> Sm2Signer | None:
    """Return who signs the second line of checkpoints, if the operator wants one.

    Raises:
        SettingsError: only one of the two settings is given, or the key cannot be read.

    """
    if not settings.sm2_signer and settings.sm2_public is None:
        return None
    if not settings.sm2_signer or settings.sm2_public is None:
        raise SettingsError("GK_SM2_SIGNER（国密签名命令）和 GK_SM2_PUBLIC（公钥文件）要同时设置")
    try:
        return sm2_signer(settings.sm2_signer, settings.sm2_public, _origin(settings))
    except Sm2KeyError as error:
        raise SettingsError(f"{Sm2KeyError.__doc__}（{error}）") from error


def chain_of(settings: Settings) -> tuple[Handover, ...]:
    """Return how the log's key was handed over so far.

    Raises:
        SettingsError: a handover cannot be read, or is not what it says.

    """
    try:
        return handovers_in(settings.home / ARCHIVE / "log", _origin(settings))
    except CheckError as error:
        raise SettingsError(str(error)) from error


def rotate(settings: Settings, reason: str) -> str:
    """Replace the log's signing key while the archive is not at work; return the new verifier key.

    Raises:
        LockedError: the archive is at work.
        BadReasonError: the reason is not one line.
        UnfinishedLogError: the log has to be brought to an end first.

    """
    signer = signer_of(settings, chain_of(settings))
    folder = settings.home / ARCHIVE / "log"
    hand_over(folder, _key_file(settings), signer, reason)
    return signer_of(settings, chain_of(settings)).verifier


def _key_file(settings: Settings) -> Path:
    return settings.home / "keys" / "archive-log.pem"


def _origin(settings: Settings) -> str:
    published = settings.home / ARCHIVE / "log.vkey"
    if published.exists():
        return published.read_text(encoding="utf-8").partition("+")[0]
    return f"{urlsplit(settings.origin).netloc or 'gongkai.local'}/{ARCHIVE}"


def service_of(settings: Settings, clock: Clock | None = None) -> Archive:
    """Return what keeps, proves and shows all facts."""
    return Archive(settings, clock)


def application_of(archive: Archive) -> Litestar:
    """Return the doors in front of the archive."""
    views = archive.views
    audit, names = Audit(archive.ledger, views), Names(views, archive.keyring)
    proofs = Proofs(
        archive.ledger,
        archive.log,
        archive.signer,
        archive.folder,
        archive.witnessing,
        archive.chain,
        national=archive.settings.national_ciphers,
    )
    place = place_at(archive.settings.files, archive.settings.home)
    packages = archive.settings.home / ARCHIVE / "volumes"

    holdings = Holdings(views, archive.clock)

    def say(moment: Moment) -> tuple[str, str, list[tuple[str, str]]]:
        name = TAGS.get(moment.fact.tag, moment.fact.tag)
        return name, by(names, moment.cause), list(in_full(moment.event))

    volumes = Volumes(archive.store, views, audit, proofs, names, place, packages, Binder(), say)
    assessing = Assessing(
        archive.store, views, archive.ledger, archive.clock, Books(archive.ledger)
    )
    return archive.application(
        [*api.handlers, *pages.handlers],
        dependencies={
            "audit": audit,
            "names": names,
            "proofs": proofs,
            "archive": volumes,
            "registering": Registering(volumes),
            "covering": Covering(views),
            "counting": Counting(archive.ledger),
            "assessing": assessing,
            "flagging": Flagging(archive.store, views, assessing),
            "consulting": Consulting(
                archive.store,
                views,
                audit,
                History(archive.ledger, archive.settings.home / ARCHIVE / "history"),
                archive.signer,
                archive.settings.home / ARCHIVE / "downloads",
                kinds(),
            ),
            "witnessing": archive.witnessing,
            "yearly": Yearly(archive.ledger, views, archive.clock),
            "views": views,
        },
        posts=holdings.of,
        posts_at_hand=holdings.at_hand,
        renewals=Renewals(views),
        templates=[TEMPLATES],
        labels=LABELS,
    )


def build(settings: Settings, clock: Clock | None = None) -> Litestar:
    """Return the archive, ready to serve."""
    return application_of(service_of(settings, clock))
