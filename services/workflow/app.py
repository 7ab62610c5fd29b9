"""The wiring. The only module that knows every room."""

from pathlib import Path

from litestar import Litestar
from litestar.di import Provide

from services.workflow import api, domain, pages
from services.workflow.domain.attachment import Allowance
from services.workflow.domain.events import Event
from services.workflow.domain.seals import SEALS
from services.workflow.gateways.drafts import Drafts
from services.workflow.handlers import (
    Agenda,
    Alarm,
    Answering,
    Calendars,
    Consultations,
    Corrections,
    Desk,
    Enclosures,
    Ledger,
    Names,
    Overview,
    Postings,
    Postman,
    Proposals,
    Reminders,
    Screenings,
    Staged,
    Standings,
)
from services.workflow.handlers.acts import Acts
from services.workflow.handlers.cases import Cases
from services.workflow.handlers.changes import Changes
from services.workflow.handlers.clearances import Clearances
from services.workflow.handlers.consultations import following
from services.workflow.handlers.dossiers import Dossiers
from services.workflow.handlers.errands import Errands
from services.workflow.handlers.experts import Experts
from services.workflow.handlers.holds import Holds
from services.workflow.handlers.instruments import Instruments
from services.workflow.handlers.labels import LABELS
from services.workflow.handlers.mandates import Mandates
from services.workflow.handlers.mistakes import Mistakes
from services.workflow.handlers.outward import Outwards
from services.workflow.handlers.oversights import Oversights
from services.workflow.handlers.past import Pasts
from services.workflow.handlers.redactions import redactions_over
from services.workflow.handlers.reports import Reports
from services.workflow.handlers.reposts import Reposts
from services.workflow.handlers.runs import Runs
from services.workflow.handlers.spending import Spending
from services.workflow.inbox import inbox
from services.workflow.views import VIEWS
from shared.alarm import alarm
from shared.clock import Clock
from shared.files import Arriving, place_at, scanner_at
from shared.mail import Letterbox
from shared.register import Holdings, Renewals
from shared.seal import Keyring
from shared.sealing import Sealer
from shared.service import Service
from shared.settings import Settings

HEARS = ("catalog", "publishing", "feedback")
EVERY = 20.0  # seconds between two looks at what is due
MINUTE = 60.0  # seconds between two looks at what a new day brings; a restart forgets none
HOUR = 3600.0  # seconds between two looks for uploads that were given up
TEMPLATES = Path(__file__).parent / "templates"


def service_of(settings: Settings, clock: Clock | None = None) -> Service:
    """Return what keeps, hears and shows the facts of the workflow."""
    service = Service("workflow", settings, events=Event, views=VIEWS, hears=HEARS, clock=clock)
    Sealer(service, domain, Event, SEALS)
    return service


def enclosures_of(settings: Settings, clock: Clock) -> Enclosures:
    """Return where files come in, below ``home`` of this machine, and where they are kept."""
    place = place_at(settings.files, settings.home)
    scanner = scanner_at(settings.scanner)
    uploads = settings.home / "workflow" / "uploads"
    arriving = Arriving(uploads, place, limit=settings.file_limit, scanner=scanner)
    allowance = Allowance(most=settings.files_count, size=settings.files_limit)
    return Enclosures(arriving, place, clock, allowance)


def application_of(service: Service, every: float = 0.0) -> Litestar:
    """Return the doors in front of a service; ``every``: seconds between rings of the alarm."""
    store, views, clock = service.store, service.views, service.clock
    clockwork = Alarm(store, views, clock, Calendars(views))
    mandates = Mandates(store, views, clockwork)
    mistakes = Mistakes(store, views, clock)
    errands = Errands(store, views, clock)
    running = Runs(store, views, clock)
    holds = Holds(store, views, clock)
    outwards = Outwards(store, views, clock)
    postings = Postings(store, views, clockwork)
    consultations = Consultations(store, views, clockwork)
    answering = Answering(store, views, clockwork, following(postings, consultations))
    if every:
        service.keep("alarm", alarm(clockwork.ring, every, lambda: not service.view_lag()))
        standing = Standings(views, clockwork).ring
        service.keep("standing", alarm(standing, every, lambda: not service.view_lag()))
        service.keep("outward", alarm(outwards.ring, MINUTE, lambda: not service.view_lag()))
        service.keep("runs", alarm(running.ring, every, lambda: not service.view_lag()))
        service.keep("holds", alarm(holds.ring, every, lambda: not service.view_lag()))
        service.keep("errands", alarm(errands.ring, MINUTE, lambda: not service.view_lag()))
        service.keep("postings", alarm(postings.ring, every, lambda: not service.view_lag()))
    national = service.settings.national_ciphers
    keyring = Keyring(service.settings.keys_url(), clock, national=national)
    drafts = Drafts(service.settings.views_url("workflow"), keyring)
    desk = Desk(views)
    enclosures = enclosures_of(service.settings, clock)
    reports = Reports(store, views, clock, enclosures)
    cases = Cases(store, views, clock)
    letterbox = Letterbox(service.settings)
    reminders = Reminders(store, views, keyring, letterbox.is_open)
    postman = Postman(
        store,
        views,
        clock,
        reminders,
        Names(views, keyring),
        letterbox,
        service.settings.base_url,
    )
    if every:
        service.keep("reports", alarm(reports.ring, MINUTE, lambda: not service.view_lag()))
        service.keep("cases", alarm(cases.ring, MINUTE, lambda: not service.view_lag()))
        service.keep("uploads", alarm(enclosures.ring, HOUR))
        service.keep("mail", alarm(postman.round, every, lambda: not service.view_lag()))

    staged = Staged(store, views, clockwork)
    holdings = Holdings(views, clock)
    app = service.application(
        [*api.handlers, *pages.handlers],
        dependencies={
            "proposals": Proposals(store, views, enclosures),
            "screenings": Screenings(store, views, enclosures),
            "redactions": redactions_over(store, views, enclosures),
            "enclosures": enclosures,
            "desk": desk,
            "agenda": Agenda(views, desk, clockwork.calendars),
            "clearances": Clearances(store, views, enclosures),
            "mandates": mandates,
            "changes": Changes(store, views),
            "mistakes": mistakes,
            "errands": errands,
            "running": running,
            "dossiers": Dossiers(store, views, clockwork),
            "experts": Experts(store, views),
            "oversights": Oversights(store, views),
            "reports": reports,
            "acts": Acts(store, views),
            "instruments": Instruments(store, views),
            "cases": cases,
            "outwards": outwards,
            "reposts": Reposts(store, views),
            "names": Names(views, keyring),
            "views": views,
            "answering": answering,
            "spending": Spending(views, answering),
            "postings": postings,
            "consultations": consultations,
            "staged": staged,
            "ledger": Ledger(views, Pasts(store)),
            "reminders": reminders,
            "overview": Overview(views),
            "counter": Provide(pages.counter_of, sync_to_thread=False),
            "drafts": drafts,
            "drafting": Provide(pages.drafting_of, sync_to_thread=False),
        },
        posts=holdings.of,
        posts_at_hand=holdings.at_hand,
        renewals=Renewals(views),
        templates=[TEMPLATES],
        labels=LABELS,
        reactions=inbox(
            Corrections(store, views, clock),
            answering,
            mandates,
            postings,
            consultations,
            mistakes,
            staged,
        ),
    )
    app.on_shutdown += [drafts.close, keyring.close]
    return app


def build(settings: Settings, clock: Clock | None = None) -> Litestar:
    """Return the workflow, ready to serve."""
    return application_of(service_of(settings, clock), EVERY)
