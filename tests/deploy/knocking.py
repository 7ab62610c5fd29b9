"""Knocking at every door of a service: its addresses filled in, bodies that fit, four visitors."""

from contextlib import asynccontextmanager
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from uuid import UUID, uuid4, uuid5

import httpx
import msgspec
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.routes import HTTPRoute
from msgspec import inspect

from services.catalog.app import begin
from services.catalog.domain.terms import ROOT, Post, person_id_of
from services.catalog.handlers import NewPerson
from shared.auth import Sessions
from shared.clock import Clock
from shared.record import Letter, canonical, id_at
from shared.testing import UNIT, cause

OTHER = "00000000-0000-4000-8000-0000000000ee"
OUTSIDER = str(person_id_of("outsider"))  # holds every post there is, in another unit
INSIDER = str(person_id_of("insider"))  # of the unit itself, in posts that begin nothing there
FORGED, ENDED = "forged", "ended"  # the insider's cookie, signed elsewhere or of an old password
NONE_SUCH = "99999999-9999-4999-8999-999999999999"
FIRST, WORD = "admin", "a-2026-word"
VISITORS = (FORGED, ENDED, INSIDER, OUTSIDER)
BEGINNERS = {Post.ADMIN, Post.CLERK, Post.OFFICE, Post.PUBLISHER, Post.SECRECY_REVIEWER}
IDLE = [each for each in Post if each not in BEGINNERS]
NEUTRAL = ("/schema", "/health", "/metrics")  # know of nobody; others ask them
PARTS = {"unit:str": UNIT, "path:str": "openapi.json"}
ASKED = {  # what addresses want to know beside their body
    **dict.fromkeys(("act_id", "regime_id", "unit"), NONE_SUCH),
    **dict.fromkeys(("first", "after", "before", "day"), "2026-07-01"),
    "last": "2026-12-31",
    "days": "3",
    "words": "公开",
}
PLAIN = {
    inspect.StrType: "公开",
    inspect.IntType: 1,
    inspect.BoolType: True,
    inspect.UUIDType: NONE_SUCH,
    inspect.DateType: "2026-07-01",
    inspect.DateTimeType: "2026-07-01T09:30:00+08:00",
    inspect.NoneType: None,
    inspect.FloatType: 1.5,
    inspect.BytesType: "eA==",
}


class Knocked(msgspec.Struct):
    """What became of one visitor at one door."""

    door: str
    visitor: str
    answer: httpx.Response

    @property
    def rule(self):
        kind = self.answer.headers.get("content-type", "")
        if not kind.startswith("application/problem+json"):
            return ""
        return self.answer.json()["type"].removeprefix("urn:gongkai:")


@asynccontextmanager
async def opened(name, settings):
    """Open one service in which two units, their posts and an outsider are known."""
    app = import_module(f"services.{name}.app")
    clock = settings.start_clock()
    if name == "catalog":
        first = NewPerson(login=FIRST, name="罗敏", password=WORD)
        await begin(settings, first, county="青岚县")
    service = getattr(app, "service_of", None) or app.service
    service = service(settings, clock)
    doors = getattr(app, "application_of", None) or app.doors
    app = doors(service)
    inner = getattr(service, "service", service)
    async with inner.running():
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://house.test") as client:
            sessions = Sessions(settings.secret, clock)
            house = SimpleNamespace(app=app, client=client, service=inner, sessions=sessions)
            await (appoint(house) if name == "catalog" else settle(inner))
            yield house


async def appoint(house):
    """Let the first admin register the units, and appoint an outsider in the other one."""
    await house.service.views.reached("catalog", house.service.store.last())
    token = house.sessions.issue(str(person_id_of(FIRST)), "罗敏", second=True)
    headers = {"authorization": f"Bearer {token}"}

    async def file(path, **body):
        answer = await house.client.post(f"/catalog/api{path}", json=body, headers=headers)
        assert answer.status_code in {201, 403, 409}, answer.text  # some posts others give
        return answer.status_code

    above = str(uuid5(ROOT, "county/青岚县"))
    for unit in (UNIT, OTHER):
        await file(
            "/units", unit_id=unit, name=f"单位{unit[-2:]}", kind="县委工作机构", superior=above
        )
    for login, name, unit, held in (
        ("outsider", "外人", OTHER, Post),
        ("insider", "内人", UNIT, IDLE),
    ):
        await file("/people", login=login, name=name, password=WORD)
        person = str(person_id_of(login))
        given = [await file(f"/units/{unit}/posts", person_id=person, post=x.value) for x in held]
        assert given.count(201) > len(given) / 2, given
    token = house.sessions.issue(INSIDER, "内人")
    words = {"old_password": WORD, "password": f"{WORD}-new"}
    bearer = {"authorization": f"Bearer {token}"}
    changed = await house.client.post("/catalog/api/password", json=words, headers=bearer)
    assert changed.status_code == 201, changed.text
    Sessions._ended.clear()  # what other tests have ended, and what only this process knows


async def settle(service):
    """Let a service hear which units there are, and who holds posts in them."""
    told = [("unit.registered", {"unit_id": u, "name": "单位", "kind": ""}) for u in (UNIT, OTHER)]
    told += [
        ("post.assigned", {"unit": unit, "person_id": person, "post": each.value})
        for unit, person, held in ((OTHER, OUTSIDER, Post), (UNIT, INSIDER, IDLE))
        for each in held
    ]
    told.append(("password.changed", {"person_id": INSIDER}))
    now = service.clock.now()
    for number, (tag, fields) in enumerate(told, 1):
        place = {"id": id_at(tag, UUID(int=number), 1), "stream_id": UUID(int=number), "version": 1}
        event = {"type": f"catalog.{tag}.v1", **fields}
        body = canonical({**place, "cause": cause("x", at=now), "event": event})
        stream, kind = UUID(int=number), event["type"]
        letter = Letter(position=number, stream_id=stream, version=1, tag=kind, body=body)
        await service.hear("catalog", [letter])


def doors_of(app):
    """Yield (method, template, handler) of every door."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"}):
                    yield method, route.path, handler


def filled(path):
    """Return an address with its parts filled in."""
    parts = path.split("{")
    for part in parts[1:]:
        name = part.partition("}")[0]
        kind = name.rpartition(":")[2]
        otherwise = {"uuid": NONE_SUCH, "int": "1"}.get(kind, "x")
        path = path.replace(f"{{{name}}}", PARTS.get(name, otherwise))
    return path


def example(info):
    """Return something that fits a type, as JSON has it."""
    match info:
        case inspect.Metadata(type=kind):
            found = example(kind)
        case inspect.StructType(fields=fields):
            found = {each.encode_name: named(each) for each in fields if each.required}
        case inspect.EnumType(cls=cls):
            found = next(iter(cls)).value
        case inspect.LiteralType(values=values):
            found = values[0]
        case inspect.UnionType(types=types):
            found = example(types[0])
        case inspect.ListType() | inspect.VarTupleType() | inspect.SetType():
            found = [example(info.item_type)]
        case inspect.IntType(ge=least):
            found = max(least or 0, 1)
        case _:
            found = PLAIN.get(type(info), {})
    return found


def named(field):
    """Return what fits a field; a unit is the one that is not the outsider's."""
    if field.name in {"unit", "unit_id"}:
        return UNIT
    return example(field.type)


def body_of(handler):
    """Return how to send something that a door takes."""
    data = handler.parsed_data_field
    if data is None:
        return {}
    kind = getattr(data.kwarg_definition, "media_type", None)
    if kind == RequestEncodingType.MULTI_PART:
        return {"files": {"file": ("a.txt", b"x", "text/plain")}, "data": _typed(data.annotation)}
    if kind == RequestEncodingType.URL_ENCODED:
        return {"data": _typed(data.annotation)}
    return {"json": _fields(data.annotation)}


def _typed(kind):
    """Return what a form can carry: words and numbers, no thing within a thing."""
    return {k: v for k, v in _fields(kind).items() if isinstance(v, str | int)}


def _fields(kind):
    if kind is UploadFile:
        return {}
    try:
        return example(inspect.type_info(kind))
    except TypeError:
        return {}


async def knock(house):
    """Let every visitor try to have something done at every door, and nobody look at what is."""
    found = []
    doors = sorted(doors_of(house.app), key=lambda each: (each[1], each[0] != "POST", each[0]))
    for method, path, handler in doors:  # what is begun at one door is gone on with at the next
        if method == "GET" and any(each in path for each in NEUTRAL):
            continue
        brought = cookies(house)  # one door is for logging out
        for visitor in VISITORS if method != "GET" else ("",):
            headers = {"accept": "application/json", "upload-offset": "0", **brought[visitor]}
            headers["x-request-id"] = str(uuid4())
            answer = await house.client.request(
                method, filled(path), params=ASKED, headers=headers, **body_of(handler)
            )
            found.append(Knocked(f"{method} {path}", visitor, answer))
    return found


def cookies(house):
    """Return what each visitor brings."""
    clock, secret = house.service.clock, house.service.settings.secret
    past = Clock(source=lambda: clock.now() - timedelta(minutes=30))
    tokens = {
        FORGED: Sessions(b"of another house " * 2, clock).issue(INSIDER, "某人", second=True),
        ENDED: Sessions(secret, past).issue(INSIDER, "某人", second=True),
        INSIDER: house.sessions.issue(INSIDER, "某人", second=True),
        OUTSIDER: house.sessions.issue(OUTSIDER, "某人", second=True),
    }
    return {"": {}} | {who: {"cookie": f"gk_session={each}"} for who, each in tokens.items()}
