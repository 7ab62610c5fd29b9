"""How an error leaves the house: as a document, as a page, or as the way to the login."""

import logging
import re
from datetime import date, datetime
from enum import Enum
from typing import Any, Final
from urllib.parse import quote
from uuid import uuid4  # noqa: TID251 — the id of an incident is no fact

from litestar import Response
from litestar.connection import Request
from litestar.exceptions import HTTPException
from litestar.response import Redirect
from litestar.types import Scope
from msgspec import json
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as AllLentError

from shared.auth import NotLoggedInError, TooManyTriesError
from shared.decider import RejectedError
from shared.guesses import TooManyGuessesError
from shared.metrics import FAULTS, REFUSALS, UNKEPT_REFUSALS
from shared.store.vault import VaultError
from shared.web.arrival import SAFE, AnyRequest, errand_of, introduce
from shared.web.house import House, house_of
from shared.web.look import LOGIN, beijing, beijing_date
from shared.web.pages import HandedBackError, surroundings
from shared.web.problems import (
    HTTP_FAULT,
    MEDIA_TYPE,
    BadRequestError,
    DatabaseAwayError,
    Problem,
    as_sent,
    is_too_deep,
    problem_of,
)

LOG: Final = logging.getLogger("gongkai.web")
HTTP_FORBIDDEN: Final = 403
_REPEATABLE: Final = frozenset({400, 401, 409, 413, 422, 503})  # the same form may yet succeed
_PLAIN: Final = {  # what a field is called where no service says it better
    "title": "标题",
    "content": "内容",
    "text": "内容",
    "name": "名称",
    "reason": "理由",
    "note": "说明",
    "explanation": "说明",
    "summary": "小结",
    "contact": "联系方式",
    "place": "地点",
    "number": "编号",
    "unit": "单位",
    "ground": "情形",
    "due": "期限",
}
_ENDLESS: Final = (TooManyTriesError, TooManyGuessesError, BadRequestError)
_UNNAMED: Final = "填写的内容"
_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LONG: Final = 40  # characters: what is longer was written, not chosen


def answer(request: AnyRequest, error: Exception) -> Response[Any]:
    """Answer a request that was not carried out."""
    house = house_of(request.app)
    if isinstance(error, HandedBackError):
        error.page.headers.update(problem_of(error.refusal, house.labels)[1])
        return error.page
    error = _away(as_sent(error), house)
    problem, headers = problem_of(error, house.labels, incident=_incident(error, house, request))
    if not _reads_pages(request):
        return _document(problem, headers)
    if isinstance(error, NotLoggedInError) and request.method in SAFE:
        return Redirect(f"{LOGIN}?next={quote(surroundings(request)['here'])}", status_code=303)
    try:
        return _page(request, house, problem, headers, _told(error, problem))
    except Exception:
        LOG.exception("the page that tells of an error could not be made")
        return _document(problem, headers)


async def keep_refusal(error: Exception, scope: Scope) -> None:
    """Let auditors know who was refused what, by which rule."""
    if isinstance(error, HandedBackError):
        error = error.refusal
    if not isinstance(error, RejectedError):
        return
    errand_of(scope).guessed = error.is_guess
    house = house_of(scope["litestar_app"])
    REFUSALS.labels(house.name, error.code).inc()
    if not _is_kept(error, scope):
        return
    request: AnyRequest = Request(scope)
    try:
        caller = errand_of(scope).caller or introduce(request, house.clock)
        if not caller.person and not house.nobodies.take(caller.at):
            UNKEPT_REFUSALS.labels(house.name).inc()  # or nobody could fill the disk by asking
            return
        await house.refuse(caller, error, f"{request.method} {request.url.path}")
    except Exception:
        UNKEPT_REFUSALS.labels(house.name).inc()
        LOG.exception("a refusal could not be kept: %s", error.code)


def _away(error: Exception, house: House) -> Exception:
    """Return that nothing can be read or filed now, if that is what an error means."""
    if not isinstance(error, (VaultError, OperationalError, InterfaceError, AllLentError)):
        return error
    FAULTS.labels(house.name).inc()
    LOG.error("%s: the database does not answer", house.name, exc_info=error)
    return DatabaseAwayError()


def _is_kept(error: RejectedError, scope: Any) -> bool:
    """Keep what was asked and refused; not what anybody could cause without end."""
    if isinstance(error, _ENDLESS) or error.status >= HTTP_FAULT:
        return False
    return scope["method"] not in SAFE or error.status == HTTP_FORBIDDEN


def _incident(error: Exception, house: House, request: AnyRequest) -> str:
    if isinstance(error, RejectedError) or is_too_deep(error):
        return ""
    if isinstance(error, HTTPException) and error.status_code < HTTP_FAULT:
        return ""
    incident = str(uuid4())
    FAULTS.labels(house.name).inc()
    LOG.error("%s %s: incident %s", request.method, request.url.path, incident, exc_info=error)
    return incident


def _reads_pages(request: AnyRequest) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _document(problem: Problem, headers: dict[str, str]) -> Response[bytes]:
    return Response(
        json.encode(problem), status_code=problem.status, headers=headers, media_type=MEDIA_TYPE
    )


def _told(error: Exception, problem: Problem) -> str:
    """Return the evidence as a person reads it: programs get the ids and codes, too."""
    if not isinstance(error, RejectedError):
        return problem.detail
    said = filter(None, map(_spoken, error.args))
    return "、".join(each for each in said if len(each) == 1 or each not in problem.title)


def _spoken(evidence: Any) -> str:
    if isinstance(evidence, Enum):
        return str(getattr(evidence, "chinese", "")) or _spoken(evidence.value)
    if isinstance(evidence, datetime):
        return beijing(evidence)
    if isinstance(evidence, date):
        return beijing_date(evidence)
    if isinstance(evidence, (tuple, list, set, frozenset)):
        return "、".join(filter(None, map(_spoken, evidence)))
    return "" if _ID.fullmatch(str(evidence)) else str(evidence)


def _page(
    request: AnyRequest, house: House, problem: Problem, headers: dict[str, str], told: str
) -> Response[str]:
    errand = errand_of(request.scope)
    at_fault = {each.field for each in problem.errors}
    typed = [
        {
            "name": name,
            "value": value,
            "wrong": name in at_fault,
            "shown": name in at_fault or _was_written(value),
        }
        for name, value in errand.typed
    ]
    html = house.environment.get_template("problem.html.j2").render(
        surroundings(request)
        | {
            "problem": problem,
            "told": told,
            "labels": _PLAIN | dict(house.labels),
            "unnamed": _UNNAMED,
            "typed": typed,
            "can_repeat": problem.status in _REPEATABLE and not errand.brings_files,
            "missing": sorted(at_fault - {name for name, _ in errand.typed} - {""}),
            "command_id": errand.command_id,
            "expected": errand.expected,
            "back": _way_back(request, house),
        }
    )
    return Response(html, status_code=problem.status, headers=headers, media_type="text/html")


def _was_written(value: str) -> bool:
    return len(value) > _LONG or not value.isascii() or "\n" in value


def _way_back(request: AnyRequest, house: House) -> str:
    referer = request.headers.get("referer", "")
    host = request.headers.get("host", "")
    scheme, _, rest = referer.partition("://")
    if scheme and host and rest.startswith(f"{host}/"):
        return rest.removeprefix(host)
    return f"{house.prefix}/"
