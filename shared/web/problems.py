"""Every error becomes one sentence a person understands and one document a program understands.

RFC 9457: ``type`` names the rule for ever, ``title`` is its sentence, ``detail``
the evidence, ``field`` the input at fault, ``errors`` all of them if there are more.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from http import HTTPStatus
from typing import Any, Final

from litestar.exceptions import (
    HTTPException,
    InternalServerException,
    SerializationException,
    ValidationException,
)
from msgspec import DecodeError, Struct
from sqlalchemy.exc import DataError, StatementError

from shared.decider import ForbiddenError, RejectedError

MEDIA_TYPE: Final = "application/problem+json"
HTTP_INVALID: Final = 422
HTTP_BAD: Final = 400
HTTP_FAULT: Final = 500

_SENTENCES: Final = {
    400: "请求的写法不对。",
    401: "请先登录再办理。",
    403: "您不能办理这件事。",
    404: "没有找到您要的内容。",
    405: "这个地址不支持这种操作。",
    406: "没有您要的格式。",
    413: "提交的内容太大。",
    415: "不支持这种内容格式。",
    422: "填写的内容不符合要求。",
    429: "请求太多，请稍后再试。",
    503: "服务暂时不可用，请稍后再试。",
}
_IN_BODY: Final = re.compile(r"`\$\.data\.?([^`]*)`")
_FAULT: Final = "系统出了意外，请稍后再试；如仍不行，请把下面的编号告诉管理员。"


class BadRequestError(RejectedError):
    """请求的写法不对。"""

    status = 400


class DatabaseAwayError(RejectedError):
    """数据库暂时没有回应，请稍后再试一次（重复提交不会办理两次）。"""

    status = 503
    retry_after = 5  # seconds


class BeyondReachError(BadRequestError):
    """填写的数或者日期超出了能够计算的范围，请改成合理的数或者日期。"""


class UnseenCharacterError(BadRequestError):
    """提交的内容含有看不见的空字符（U+0000），请删除后再提交。"""


class CrossOriginError(ForbiddenError):
    """这个请求来自别的网站，为保护您的账号已经拒绝。"""


class Complaint(Struct, frozen=True):
    """One input and what is wrong with it. ``label`` is the name a person knows it by."""

    field: str
    sentence: str
    label: str = ""


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """问题 — the answer to a request that was not carried out."""

    type: str
    title: str
    status: int
    detail: str = ""
    field: str = ""
    instance: str = ""
    errors: tuple[Complaint, ...] = ()


_MAZE: Final = Problem(
    type="urn:gongkai:MalformedJson",
    title="提交的 JSON 不完整或有写法错误。",
    status=HTTP_BAD,
    detail="嵌套太深",
)


def problem_of(
    error: Exception, labels: Mapping[str, str], *, incident: str = ""
) -> tuple[Problem, dict[str, str]]:
    """Return what to say about an error, and the headers that go with it."""
    match error:
        case RejectedError():
            return _rejected(error, labels), _retry_after(error)
        case ValidationException():
            return _invalid(error, labels), {}
        case RecursionError() if is_too_deep(error):
            return _MAZE, {}
        case HTTPException() if error.status_code < HTTP_FAULT:
            return _refused(error), _spare(error.headers)
        case HTTPException(status_code=503):
            return _refused(error), {"Retry-After": "1"}
        case _:
            return _fault(incident), {}


def as_sent(error: Exception) -> Exception:
    """Return an error of what was sent as one, however deep in the house it came to light."""
    return BeyondReachError() if _is_beyond_reach(error) else _of_the_body(error)


def _is_beyond_reach(error: Exception) -> bool:
    """Tell whether a number or a date is too large for what reckons with it, or for a database."""
    beneath = error.orig if isinstance(error, StatementError) else error
    return isinstance(beneath, OverflowError) or isinstance(error, DataError)


def _of_the_body(error: Exception) -> Exception:
    """Also if its field is named like a part of the house."""
    cause = error.__cause__ if isinstance(error, InternalServerException) else None
    found = _IN_BODY.search(str(cause)) if isinstance(cause, DecodeError) else None
    if found is None:
        return error
    message = str(cause).split(" - ", maxsplit=1)[0]
    return ValidationException(extra=[{"message": message, "key": found[1], "source": "body"}])


def is_too_deep(error: Exception) -> bool:
    """Tell whether somebody sent JSON that is nested deeper than a decoder follows."""
    return isinstance(error, RecursionError) and "deserializing" in str(error)


def _rejected(error: RejectedError, labels: Mapping[str, str]) -> Problem:
    detail = "、".join(_words(each) for each in error.args)
    named = Complaint(error.field, error.sentence, labels.get(error.field, ""))
    return Problem(
        type=_urn(error.code),
        title=error.sentence,
        status=error.status,
        detail=detail,
        field=error.field,
        errors=(named,) if error.field else (),
    )


def _retry_after(error: RejectedError) -> dict[str, str]:
    seconds = getattr(error, "retry_after", None)
    return {} if seconds is None else {"Retry-After": str(seconds)}


def _invalid(error: ValidationException, labels: Mapping[str, str]) -> Problem:
    found = error.extra if isinstance(error.extra, list) else []
    complaints = tuple(_complaint(each, labels) for each in found) or (_missing(error, labels),)
    in_body = any(each.get("source") == "body" for each in found)
    status = HTTP_INVALID if in_body else HTTP_BAD
    return Problem(
        type=_urn("InvalidInput"),
        title=_SENTENCES[status],
        status=status,
        detail="；".join(f"{each.label or each.field}：{each.sentence}" for each in complaints),
        field=complaints[0].field,
        errors=complaints,
    )


def _complaint(found: Mapping[str, Any], labels: Mapping[str, str]) -> Complaint:
    message, key = str(found.get("message", "")), str(found.get("key", ""))
    if message == f"'{key}'":  # a parameter that is not there at all
        return Complaint(key, "没有内容。", labels.get(key, ""))
    path = [part for part in key.split(".") if part not in {"data", ""}]
    if named := re.search(r"field `([^`]+)`", message):
        path.append(named.group(1))
    field, known = ".".join(path), "unknown field" not in message  # a wrong name is told as written
    return Complaint(field, sentence_of(message), labels.get(_plain(path), "") if known else "")


def _plain(path: list[str]) -> str:
    return path[-1].partition("[")[0] if path else ""


def _missing(error: ValidationException, labels: Mapping[str, str]) -> Complaint:
    named = re.search(r"parameter '([^']+)'", error.detail)
    name = named.group(1) if named else ""
    return Complaint(name, "必须填写。" if named else "写法不对。", labels.get(name, ""))


def sentence_of(message: str) -> str:
    """Return a decoder's complaint as a sentence a person understands."""
    for pattern, say in _TRANSLATIONS:
        if found := re.search(pattern, message):
            return say(found)
    return "填写有误。"


_KINDS: Final = {
    "str": "文字",
    "int": "整数",
    "float": "数",
    "bool": "true 或 false",
    "array": "列表",
    "object": "对象",
    "null": "空",
    "date": "日期",
    "datetime": "时间",
    "uuid": "编号",
}


def _kind(words: str) -> str:
    return "或".join(_KINDS.get(each.strip(), each.strip()) for each in words.split("|"))


def _unlike(found: re.Match[str]) -> str:
    return f"应当是{_kind(found[1])}，收到的是{_kind(found[2])}。"


_TRANSLATIONS: Final[list[tuple[str, Callable[[re.Match[str]], str]]]] = [
    (r"missing required field", lambda _: "必须填写。"),
    (r"unknown field", lambda _: "没有这一项，请检查名称。"),
    (r"`array` of length >= (\d+)", lambda m: f"至少要有 {m[1]} 项。"),
    (r"`array` of length <= (\d+)", lambda m: f"最多 {m[1]} 项。"),
    (r"of length >= 1$", lambda _: "必须填写。"),
    (r"of length >= (\d+)", lambda m: f"至少 {m[1]} 个字。"),
    (r"of length <= (\d+)", lambda m: f"太长，最多 {m[1]} 个字。"),
    (r"of length (\d+)", lambda m: f"应当正好是 {m[1]} 个字。"),
    (r"Expected `\w+` >= (-?\d+)", lambda m: f"不能小于 {m[1]}。"),
    (r"Expected `\w+` > (-?\d+)", lambda m: f"应当大于 {m[1]}。"),
    (r"Expected `\w+` <= (-?\d+)", lambda m: f"不能大于 {m[1]}。"),
    (r"Expected `\w+` < (-?\d+)", lambda m: f"应当小于 {m[1]}。"),
    (r"matching regex", lambda _: "格式不对。"),
    (r"Expected `([^`]+)`, got `([^`]+)`", _unlike),
    (r"Invalid (enum )?value", lambda _: "不在可选的范围内。"),
    (r"(?i)uuid", lambda _: "不是有效的编号。"),
    (
        r"encoded datetime|timezone",
        lambda _: "不是有效的时间，例如 2026-07-01T09:30:00+08:00。",
    ),
    (r"encoded date", lambda _: "不是有效的日期，例如 2026-07-01。"),
    (r"[Ii]nteger|out of range", lambda _: "数值超出范围。"),
]


def _refused(error: HTTPException) -> Problem:
    status = error.status_code
    if isinstance(error.__cause__, SerializationException):
        return Problem(
            type=_urn("MalformedJson"),
            title="提交的 JSON 不完整或有写法错误。",
            status=status,
            detail=_place(str(error.__cause__)),
        )
    return Problem(
        type=_urn(_name(status)), title=_SENTENCES.get(status, "不能办理。"), status=status
    )


def _place(message: str) -> str:
    if "truncated" in message:
        return "内容到一半就断了"
    found = re.search(r"byte (\d+)", message)
    return f"在第 {int(found.group(1)) + 1} 个字节处" if found else ""


def _fault(incident: str) -> Problem:
    return Problem(
        type=_urn("Fault"),
        title=_FAULT,
        status=HTTP_FAULT,
        detail=f"编号 {incident}" if incident else "",
        instance=f"urn:uuid:{incident}" if incident else "",
    )


def _spare(headers: Mapping[str, str] | None) -> dict[str, str]:
    return {name: value for name, value in (headers or {}).items() if name.lower() == "allow"}


def _name(status: int) -> str:
    return HTTPStatus(status).phrase.title().replace(" ", "").replace("-", "")


def _urn(code: str) -> str:
    return f"urn:gongkai:{code}"


def _words(evidence: Any) -> str:
    if isinstance(evidence, Enum):
        return str(evidence.value)
    if isinstance(evidence, date):
        return evidence.isoformat()
    if isinstance(evidence, (tuple, list, set, frozenset)):
        return "、".join(_words(each) for each in evidence)
    return str(evidence)
