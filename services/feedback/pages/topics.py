"""The door for people who wish that something be disclosed (群众点题)."""

from typing import Any

from litestar import Request, get, post
from litestar.status_codes import HTTP_201_CREATED
from msgspec import Struct

from services.feedback.handlers import Desk
from services.feedback.handlers.topics import Asked, Supported, TopicDesk
from services.feedback.pages.opinions import YES, QueryForm, shown_page
from services.feedback.views.topics import STATES as TOPIC_STATES
from shared.decider import RejectedError
from shared.guesses import BY_CODE
from shared.web import Caller, Filled, Page, again


class TopicForm(Struct, frozen=True, kw_only=True):
    """点题表"""

    unit: str = ""
    title: str = ""
    detail: str = ""
    signed: str = ""
    name: str = ""
    contact: str = ""

    @property
    def asked(self) -> Asked:
        """Return what was filled in."""
        return Asked(
            unit=self.unit,
            title=self.title,
            detail=self.detail,
            signed=self.signed.lower() in YES,
            name=self.name,
            contact=self.contact,
        )


@get("/topics", sync_to_thread=True)
def topic_form(topic_desk: TopicDesk, desk: Desk, unit: str = "") -> Page:
    """群众点题。"""
    return _form(topic_desk, desk, TopicForm(unit=unit))


@post("/topics", status_code=HTTP_201_CREATED)
async def raise_topic(
    data: Filled[TopicForm],
    topic_desk: TopicDesk,
    desk: Desk,
    caller: Caller,
    request: Request[Any, Any, Any],
) -> Page:
    """收到点题，交给点题人回执；填错的，原样退回。"""
    address = request.client.host if request.client else ""
    async with again(_form, topic_desk, desk, data):
        ticket = await topic_desk.ask(data.asked, caller, address)
    return shown_page("topic_ticket", desk, ticket=ticket, status_code=HTTP_201_CREATED)


@get("/topics/query", sync_to_thread=False)
def topic_query(desk: Desk) -> Page:
    """查询点题结果。"""
    return shown_page("topic_query", desk, found=None, states=TOPIC_STATES)


@post("/topics/query", status_code=200, sync_to_thread=True, opt=BY_CODE)
def topic_outcome(data: Filled[QueryForm], topic_desk: TopicDesk, desk: Desk) -> Page:
    """点题结果。"""
    found = topic_desk.inquire(data.number, data.query_code)
    return shown_page("topic_query", desk, found=found, states=TOPIC_STATES)


@post("/topics/support", status_code=200, opt=BY_CODE)
async def support_topic(
    data: Filled[Supported],
    topic_desk: TopicDesk,
    desk: Desk,
    caller: Caller,
    request: Request[Any, Any, Any],
) -> Page:
    """附议一件点题。"""
    address = request.client.host if request.client else ""
    count = await topic_desk.support(data, caller, address)
    return _form(topic_desk, desk, TopicForm(), supported=count)


def _form(
    topic_desk: TopicDesk,
    desk: Desk,
    form: TopicForm,
    refusal: RejectedError | None = None,
    supported: int = 0,
) -> Page:
    return shown_page(
        "topic",
        desk,
        units=[(each.unit_id, each.name) for each in topic_desk.units()],
        form=form,
        answered=topic_desk.answered(),
        branches=topic_desk.branches(),
        refusal=refusal,
        supported=supported,
        status_code=refusal.status if refusal else 200,
    )


handlers = [topic_form, raise_topic, support_topic, topic_query, topic_outcome]
