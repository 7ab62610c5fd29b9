"""The wiring. The only module that knows every room."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

from litestar import Litestar
from sqlalchemy import create_engine

from services.catalog import api, domain, pages
from services.catalog.domain.commands import RegisterUnit
from services.catalog.domain.events import Event
from services.catalog.domain.seals import SEALS
from services.catalog.domain.taxonomy import Classifier
from services.catalog.domain.terms import ROOT
from services.catalog.gateways.desk import Desk
from services.catalog.gateways.drawer import Drawer
from services.catalog.gateways.points_file import read_standard
from services.catalog.gateways.taxonomy_file import read_taxonomy
from services.catalog.handlers import (
    Access,
    Catalogs,
    Logins,
    NewPerson,
    Reader,
    Register,
    bootstrap_admin,
)
from services.catalog.handlers.administration import Administration
from services.catalog.handlers.amending import Amendments, WithheldMatters
from services.catalog.handlers.appointing import Appointing
from services.catalog.handlers.calendars import Calendars
from services.catalog.handlers.clearings import Clearings
from services.catalog.handlers.contents import Contents
from services.catalog.handlers.coverage import Classes
from services.catalog.handlers.exporting import Exports
from services.catalog.handlers.forest import Forest
from services.catalog.handlers.gaps import Lacking
from services.catalog.handlers.importing import Imports
from services.catalog.handlers.labels import LABELS
from services.catalog.handlers.leafing import Leaves
from services.catalog.handlers.leaving import Leaving
from services.catalog.handlers.liaisons import Liaisons
from services.catalog.handlers.marking import Marking
from services.catalog.handlers.orders import Orders
from services.catalog.handlers.passwords import Passwords
from services.catalog.handlers.powers import Powers
from services.catalog.handlers.practices import Practices
from services.catalog.handlers.regimes import Regimes
from services.catalog.handlers.revisits import Revisits
from services.catalog.handlers.risks import Risks
from services.catalog.handlers.roll import Roll
from services.catalog.handlers.rollout import Rollouts
from services.catalog.handlers.schemes import Plans
from services.catalog.handlers.second import SecondSteps
from services.catalog.handlers.stages import Stages
from services.catalog.handlers.templates import Templates
from services.catalog.handlers.themes import Themes
from services.catalog.handlers.timing import Schedules
from services.catalog.handlers.topics import Topics
from services.catalog.handlers.units import Units
from services.catalog.handlers.upkeep import Upkeeps
from services.catalog.handlers.waiting import Waiting
from services.catalog.inbox import inbox
from services.catalog.views import VIEWS
from shared.auth import Credentials, Sessions
from shared.clock import Clock
from shared.record import SYSTEM, Cause
from shared.register import Renewals
from shared.seal import Keyring
from shared.sealing import Sealer
from shared.second import Halfway, SecondFactors
from shared.service import Service
from shared.settings import Settings
from shared.throttle import Throttle

HEARS: Final = ("feedback", "workflow", "publishing")


def service(settings: Settings, clock: Clock | None = None) -> Service:
    """Return the service's stores and views, not yet opened."""
    house = Service("catalog", settings, events=Event, views=VIEWS, hears=HEARS, clock=clock)
    Sealer(house, domain, Event, SEALS)
    return house


def doors(house: Service) -> Litestar:
    """Return the application in front of a service."""
    register, close = _register(house)
    keyring, reader = register.keyring, Reader(house.views, register.access)
    logins = Logins(house.views, keyring, register.credentials, Throttle(house.clock))
    drawer = Drawer(house.settings.home / "catalog" / "files")
    making = Catalogs(
        store=house.store,
        views=house.views,
        access=register.access,
        drawer=drawer,
        row_limit=house.settings.import_rows,
    )
    taxonomy = read_taxonomy()
    classes = Classes(house.views, register.access, Classifier(taxonomy))
    calendars = Calendars(house.store, house.views, register.access)
    upkeeps = Upkeeps(house.store, house.views, register.access)
    forest = Forest(house.views, register.access)
    plans = Plans(
        store=house.store,
        views=house.views,
        access=register.access,
        standard=read_standard(),
        calendars=calendars,
        upkeeps=upkeeps,
    )
    orders = Orders(house.store, house.views, register.access)
    listing = Contents(house.store, making, classes)
    rollouts = Rollouts(house.store, house.views, register.access, listing)
    competence = Powers(house.store, making)
    matters = WithheldMatters(house.store, house.views, register.access)
    app = house.application(
        [*api.routes, *pages.routes],
        dependencies={
            "views": house.views,
            "access": register.access,
            "register": register,
            "units": Units(house.store, house.views, register.access),
            "making": making,
            "imports": Imports(
                making=making,
                desk=Desk(house.settings.home / "catalog" / "desk"),
                drawer=drawer,
                row_limit=house.settings.import_rows,
            ),
            "waiting": Waiting(house.views),
            "competence": competence,
            "risks": Risks(house.store, competence, matters, calendars),
            "clearing": Clearings(house.store, competence),
            "ruling": Regimes(house.store, making),
            "liaisons": Liaisons(house.store, house.views, register.access),
            "leaves": Leaves(reader),
            "marking": Marking(making=making, taxonomy=taxonomy),
            "schedules": Schedules(making),
            "listing": listing,
            "rollouts": rollouts,
            "stages": Stages(rollouts, forest),
            "classes": classes,
            "exports": Exports(house.views, register.access),
            "calendars": calendars,
            "plans": plans,
            "lacking": Lacking(house.views, register.access, forest, plans),
            "upkeeps": upkeeps,
            "practices": Practices(house.store, plans),
            "revisits": Revisits(house.store, house.views, register.access, plans),
            "themes": Themes(house.store, house.views, register.access, reader, plans),
            "reader": reader,
            "forest": forest,
            "amending": Amendments(house.store, house.views, register.access, reader),
            "templates": Templates(house.store, house.views, register.access),
            "orders": orders,
            "topics": Topics(house.store, house.views, register.access, keyring, plans),
            "matters": matters,
            "logins": logins,
            "leaving": Leaving(
                house.store, house.views, Sessions(house.settings.secret, house.clock)
            ),
            "passwords": Passwords(
                *(house.store, house.views, register.credentials),
                sessions=Sessions(house.settings.secret, house.clock),
                throttle=logins.throttle,
                clock=house.clock,
            ),
            "steps": _second_steps(house, register),
            "administration": Administration(
                *(house.store, house.views, register.access, logins), Roll(house.views, keyring)
            ),
        },
        renewals=Renewals(house.views),
        posts=lambda person: register.access.held_by(person, house.clock.now()),
        templates=[Path(__file__).parent / "templates"],
        labels=LABELS,
        reactions=inbox(orders, Appointing(house.store, house.clock), house.clock),
    )
    app.on_shutdown.append(close)
    return app


def build(settings: Settings, clock: Clock | None = None) -> Litestar:
    """Return the whole service as one application."""
    return doors(service(settings, clock))


async def begin(settings: Settings, new: NewPerson, *, county: str) -> str:
    """Register the county and its first admin, from the command line; return the admin's id.

    Safe beside a running service. The county's unit id follows from its name.

    Raises:
        AlreadyBegunError: this was done before.

    """
    house = service(settings)
    unit = str(uuid5(ROOT, f"county/{county}"))
    async with _opened(house) as register:
        return await bootstrap_admin(
            register,
            new,
            county=RegisterUnit(unit_id=unit, name=county, kind="县"),
            cause=_first_cause(house, uuid5(ROOT, f"begin/{county}")),
        )


def _first_cause(house: Service, reason: UUID) -> Cause:
    return Cause(
        actor=SYSTEM,
        post=SYSTEM,
        at=house.clock.now(),
        correlation_id=reason,
        causation_id=reason,
    )


def _register(house: Service) -> tuple[Register, Callable[[], None]]:
    """Return the register, and how to let go of the databases beside the store."""
    national = house.settings.national_ciphers
    keyring = Keyring(house.settings.keys_url(), house.clock, national=national)
    beside = house.settings.store_url("catalog").replace("facts.db", "credentials.db")
    engine = create_engine(beside, hide_parameters=True)  # hashes are for no log
    register = Register(
        store=house.store,
        views=house.views,
        keyring=keyring,
        credentials=Credentials(engine),
        access=Access(house.views),
    )

    def close() -> None:
        keyring.close()
        engine.dispose()

    return register, close


def _second_steps(house: Service, register: Register) -> SecondSteps:
    clock = house.clock
    return SecondSteps(
        store=house.store,
        views=house.views,
        access=register.access,
        factors=SecondFactors(register.credentials.engine, register.keyring, clock),
        halfway=Halfway(house.settings.secret, clock),
        throttle=Throttle(clock),
    )


@asynccontextmanager
async def _opened(house: Service) -> AsyncIterator[Register]:
    register, close = _register(house)
    house.store.open()
    try:
        yield register
    finally:
        house.store.close()
        house.views.close()
        house.refusals.close()
        close()
