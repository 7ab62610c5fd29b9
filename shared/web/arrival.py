"""What a request brings along beside its content: session, command id, expected version.

Forms carry in hidden fields what programs put into headers. These fields are
taken out before the form is read as a command, and what a person left empty
counts as not filled in.
"""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Final, cast, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl
from uuid import UUID, uuid4  # noqa: TID251 — ids of commands enter here

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.enums import RequestEncodingType
from litestar.params import BodyKwarg
from litestar.utils.scope.state import ScopeState
from msgspec import MsgspecError, Struct, json
from msgspec.structs import replace

from shared.auth import Held, Visit
from shared.clock import Clock
from shared.web.caller import Caller
from shared.web.problems import BadRequestError, UnseenCharacterError

AnyRequest = Request[Any, Any, Any]
Connection = ASGIConnection[Any, Any, Any, Any]

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
DERIVED: Final = 5  # version of the ids that follow from something: steps, streams, records
SECRETS: Final = ("password", "secret")  # names of fields that are never shown again
_KEY: Final = "gk_errand"
_NOUGHT: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")  # as JSON writes it
FIELDS: Final = 5_000  # of one form
NAMED: Final = 200_000  # bytes in which it is told which field is at fault
_FORMS: Final = (RequestEncodingType.URL_ENCODED, RequestEncodingType.MULTI_PART)


class CommandIdMalformedError(BadRequestError):
    """请求编号（X-Request-Id 或 command_id）不是有效的 UUID。"""


class CommandIdReservedError(BadRequestError):
    """第 5 版 UUID 由系统自己编号使用，请求编号请换用第 4 版。"""


class CorrelationIdMalformedError(BadRequestError):
    """事由编号（X-Correlation-Id）不是有效的 UUID。"""


class TooManyFieldsError(BadRequestError):
    """一次提交的项目太多，最多 5000 项，请分几次提交。"""


class VersionMalformedError(BadRequestError):
    """所见版本（If-Match 或 expected）应当是带引号的整数，例如 "3"。"""


class Errand(Struct):
    """来意 — everything about one request that is not its content.

    ``tried``: where somebody comes from who shows a code; ``guessed``: it was a wrong one.
    """

    visit: Visit = Visit()
    command_id: str = ""
    expected: str = ""
    typed: tuple[tuple[str, str], ...] = ()
    brings_files: bool = False
    caller: Caller | None = None
    tried: str = ""
    guessed: bool = False


def begin(scope: Any, errand: Errand) -> None:
    """Give a request a sheet of its own on which its errand is noted."""
    scope["state"] = {**scope.get("state", {}), _KEY: errand}


def errand_of(scope: Any) -> Errand:
    """Return what is known of this request so far."""
    errand: Errand = scope["state"][_KEY]
    return errand


async def unpack(request: AnyRequest) -> None:
    """Take the hidden fields out of a form before anybody reads it.

    Raises:
        UnseenCharacterError: there is a character in it that no database keeps.

    """
    if b"%00" in request.scope["query_string"]:
        raise UnseenCharacterError
    if request.method in SAFE:
        return
    if request.content_type[0] == RequestEncodingType.JSON:
        await _unpack_json(request)
    if not _brings_form(request):
        return
    state = ScopeState.from_scope(request.scope)
    form = await _form(request)
    errand = errand_of(request.scope)
    errand.command_id = _text(form.pop("command_id", ""))
    errand.expected = _text(form.pop("expected", ""))
    errand.typed = tuple(_typed(form))
    _refuse(_noughts(form))
    errand.brings_files = any(map(_is_file, form.values()))
    data = request.route_handler.parsed_data_field
    fits = data is not None and data.is_subclass_of(Struct)
    state.form = fields_of(form, data.annotation) if data is not None and fits else form


async def _form(request: AnyRequest) -> dict[str, Any]:
    """Return the fields of a form; the framework itself would remember a thousand of them."""
    if request.content_type[0] == RequestEncodingType.MULTI_PART:
        await request.form()
        return dict(cast("Mapping[str, Any]", ScopeState.from_scope(request.scope).form))
    sent, fields = (await request.body()).decode(errors="replace"), dict[str, Any]()
    try:
        found = parse_qsl(sent, keep_blank_values=True, max_num_fields=FIELDS)
    except ValueError:
        raise TooManyFieldsError from None
    for name, value in found:
        fields.setdefault(name, []).append(value)
    return {name: each if len(each) > 1 else each[0] for name, each in fields.items()}


async def _unpack_json(request: AnyRequest) -> None:
    """Look closer only where the character is: what is read is read once more after this."""
    body = await request.body()
    if _NOUGHT.search(body):
        if len(body) > NAMED:
            raise UnseenCharacterError
        with suppress(MsgspecError, RecursionError):  # whoever reads it as a command says so
            _refuse(_noughts(json.decode(body)))


def _noughts(sent: Any, name: str = "") -> Iterator[str]:
    """Yield the names of what holds the character, wherever it stands in what was sent."""
    if isinstance(sent, str):
        yield from [name] if "\x00" in sent else ()
    elif isinstance(sent, Mapping):
        for key, value in sent.items():
            yield from _noughts(value, str(key))
    elif isinstance(sent, (list, tuple)):
        for each in sent:
            yield from _noughts(each, name)


def _refuse(noughts: Iterator[str]) -> None:
    for field in noughts:
        raise UnseenCharacterError(field=field)


def fields_of(form: Mapping[str, Any], kind: type[Struct]) -> dict[str, Any]:
    """Return a form's fields as a Struct expects them.

    Empty fields are left out, one ticked box is a list of one, and lines end as
    they do everywhere else, whatever the browser sent.
    """
    hints = get_type_hints(kind)
    return {
        name: _fit(value, hints.get(name))
        for name, value in form.items()
        if not (isinstance(value, str) and not value.strip())
    }


def caller_maker(
    clock: Clock,
    posts: Callable[[str], Awaitable[tuple[Held, ...]]],
    guarded: frozenset[str] = frozenset(),
) -> Callable[[AnyRequest], Awaitable[Caller]]:
    """Return the dependency that says who is calling; ``guarded`` posts need a second factor."""

    async def caller(request: AnyRequest) -> Caller:
        errand = errand_of(request.scope)
        if _bearer(request) is not None:
            errand.visit.known()  # a program is told at once that its token is no good
        person = visitor(request)
        held = await posts(person) if person else ()
        minded = frozenset() if request.method in SAFE else guarded  # reading needs no more
        errand.caller = replace(introduce(request, clock, held), guarded=minded)
        return errand.caller

    return caller


def introduce(connection: Connection, clock: Clock, posts: tuple[Held, ...] = ()) -> Caller:
    """Return the caller of a request.

    Raises:
        BadRequestError: an id they sent is no id.

    """
    errand = errand_of(connection.scope)
    command_id = _command_id(connection, errand)
    session = errand.visit.session if errand.visit.state == "known" else None
    return Caller(
        person=session.person if session else "",
        name=session.name if session else "",
        posts=posts,
        at=clock.now(),
        command_id=command_id,
        correlation_id=_correlation_id(connection) or command_id,
        expired=errand.visit.state == "expired",
        second_at=session.second if session else None,
    )


async def expected_of(request: AnyRequest) -> int | None:
    """Return the version the caller saw, if they say so.

    Raises:
        VersionMalformedError: it is not a version.

    """
    header = request.headers.get("if-match", "").strip()
    given = errand_of(request.scope).expected or ("" if header == "*" else header)
    number = given.removeprefix('"').removesuffix('"')
    if not given:
        return None
    if not (number.isascii() and number.isdigit() and len(number) < 10):  # noqa: PLR2004
        raise VersionMalformedError(given[:40], field="If-Match")
    return int(number)


def visitor(connection: Connection) -> str:
    """Return the id of the person who is logged in, or an empty string."""
    visit = errand_of(connection.scope).visit
    return visit.session.person if visit.session and visit.state == "known" else ""


def token_of(connection: Connection, cookie: str) -> str | None:
    """Return the token a request brings in its header or else in its cookie."""
    return _bearer(connection) or connection.cookies.get(cookie)


def _bearer(connection: Connection) -> str | None:
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _command_id(connection: Connection, errand: Errand) -> UUID:
    given = errand.command_id or connection.headers.get("x-request-id", "")
    try:
        command_id = UUID(given) if given else uuid4()
    except ValueError:
        raise CommandIdMalformedError(given[:40], field="X-Request-Id") from None
    if is_derived(command_id):  # or somebody could use up the id of a step the house is to take
        raise CommandIdReservedError(given[:40], field="X-Request-Id")
    return command_id


def is_derived(chosen: UUID) -> bool:
    """Tell whether an id is of the kind that the house derives (version 5), never dices."""
    return chosen.version == DERIVED


def _correlation_id(connection: Connection) -> UUID | None:
    given = connection.headers.get("x-correlation-id", "")
    try:
        return UUID(given) if given else None
    except ValueError:
        raise CorrelationIdMalformedError(given[:40], field="X-Correlation-Id") from None


def _brings_form(request: AnyRequest) -> bool:
    kind = request.content_type[0]
    if kind not in _FORMS:
        return False
    data = request.route_handler.parsed_data_field
    if kind == RequestEncodingType.URL_ENCODED or data is None:
        return True
    body = data.kwarg_definition
    return isinstance(body, BodyKwarg) and body.media_type == RequestEncodingType.MULTI_PART


def _typed(form: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (name, each)
        for name, value in form.items()
        for each in (value if isinstance(value, list) else [value])
        if isinstance(each, str) and not any(word in name.lower() for word in SECRETS)
    ]


def _is_file(value: Any) -> bool:
    return any(not isinstance(x, str) for x in (value if isinstance(value, list) else [value]))


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _fit(value: Any, hint: Any) -> Any:
    if isinstance(value, list):
        return [_fit(each, None) for each in value]
    if isinstance(value, str):
        value = value.replace("\r\n", "\n")
    return [value] if _is_list(hint) else value


def _is_list(hint: Any) -> bool:
    if get_origin(hint) in {list, tuple, set, frozenset}:
        return True
    return any(_is_list(each) for each in get_args(hint) if get_origin(each))
