"""The wiring. The only module that knows every room."""

from pathlib import Path

from litestar import Litestar

from services.feedback import api, pages
from services.feedback.domain.events import Event
from services.feedback.domain.writing import FIELDS
from services.feedback.handlers import Desk, Gate, Intake, Opinions, Passing
from services.feedback.handlers.topics import TopicDesk
from services.feedback.inbox import inbox
from services.feedback.views import VIEWS
from services.feedback.views.consultations import asked, stances
from services.feedback.views.heirs import held_by
from services.feedback.views.topics import topics
from shared.clock import Clock
from shared.seal import Keyring
from shared.service import Service
from shared.settings import Settings

HEARS = ("catalog", "publishing", "workflow")
LABELS = FIELDS | {
    "disclosure_id": "公开事项",
    "unit": "单位",
    "title": "希望公开的事项",
    "version": "版本",
    "signed": "署名方式",
    "channel": "收集渠道",
    "stance": "态度",
    "handler": "承办人",
    "finding": "核实结论",
    "remedy": "处理方式",
    "how": "答复方式",
    "delivered_at": "送达时间",
    "number": "意见编号",
    "query_code": "查询码",
}


def service(settings: Settings, clock: Clock | None = None) -> Service:
    """Return the service's stores and views, not yet opened."""
    return Service(
        "feedback",
        settings,
        events=Event,
        views=(*VIEWS, topics, asked, stances),
        hears=HEARS,
        clock=clock,
    )


def doors(house: Service) -> Litestar:
    """Return the application in front of a service."""
    keyring = Keyring(house.settings.keys_url(), house.clock)
    desk_work = Opinions(store=house.store, views=house.views, keyring=keyring)
    intake = Intake(
        store=house.store,
        views=house.views,
        keyring=keyring,
        gate=Gate(),
        secret=house.settings.secret,
    )
    app = house.application(
        [*api.routes, *pages.routes],
        dependencies={
            "intake": intake,
            "topic_desk": TopicDesk(
                store=house.store,
                views=house.views,
                keyring=keyring,
                gate=Gate(),
                secret=house.settings.secret,
            ),
            "desk_work": desk_work,
            "desk": Desk(views=house.views, keyring=keyring),
            "views": house.views,
        },
        posts=lambda person: held_by(house.views, person, house.clock.now()),
        templates=[Path(__file__).parent / "templates"],
        reactions=inbox(desk_work, Passing(house.store, house.views, house.clock), house.clock),
        labels=LABELS,
    )
    app.on_shutdown.append(keyring.close)
    return app


def build(settings: Settings, clock: Clock | None = None) -> Litestar:
    """Return the whole service as one application."""
    return doors(service(settings, clock))
