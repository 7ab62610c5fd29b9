"""The door for people: the same commands and rows as web pages. No rules."""

from typing import Annotated, Any

from litestar import Request, get, post
from litestar.concurrency import sync_to_thread
from litestar.params import Parameter
from litestar.response import Redirect
from msgspec import Struct

from services.catalog.domain.commands import AddEntry, ScreenCatalog, SettleDoubt
from services.catalog.domain.openings import PERIODS, Opening
from services.catalog.domain.terms import (
    Confidence,
    Entry,
    Evidence,
    Field,
    Form,
    Inherited,
    Post,
    Scope,
    TimeLimit,
)
from services.catalog.domain.yardstick import drafters
from services.catalog.handlers import Catalogs, Logins, Reader, Who
from services.catalog.handlers.demands import demands_of
from services.catalog.handlers.leafing import BESIDE, Leaves, Wanted
from services.catalog.handlers.leaving import Leaving
from services.catalog.handlers.marking import EXAMINERS, HEADS, Marking
from services.catalog.handlers.second import SecondSteps
from shared.auth import Sessions
from shared.web import Caller, Filled, Page, local_path, page, see_other
from shared.web.arrival import errand_of
from shared.web.house import House

AnyRequest = Request[Any, Any, Any]
FORMS = [(form.value, form.value) for form in Form]
SCOPES = [(each.value, each.chinese) for each in Scope]
OPENINGS = [(each.value, f"{each.chinese}（{each.time_limit.chinese}公开）") for each in Opening]
LIMITS = [(each.value, each.chinese) for each in TimeLimit]
WORDS = [(word, word) for word in ("固定", "长期", "定期", "分期", "随时", "即时")]
CHOICES = {Field.SCOPE: SCOPES, Field.TIME_LIMIT: WORDS}


class LoginForm(Struct, frozen=True, kw_only=True):
    """登录表"""

    login: str = ""
    password: str = ""
    next: str = ""


class Passing(Struct, frozen=True, kw_only=True):
    """审批表 — the meeting that passed the catalog, where the scheme asks for one."""

    meeting: str = ""


class Decision(Struct, frozen=True, kw_only=True):
    """裁定表 — ticked forms arrive as a list, everything else as text."""

    row: int
    field: Field
    value: str = ""
    ticked: tuple[str, ...] = ()
    reason: str = ""

    @property
    def command(self) -> SettleDoubt:
        """Return what was filled in."""
        value = self.value or " ".join(self.ticked)
        return SettleDoubt(row=self.row, field=self.field, value=value, reason=self.reason)


# ── login ────────────────────────────────────────────────────────────────────────────────────


@get("/login", sync_to_thread=False, include_in_schema=False)
def login_page(next: str = "") -> Page:  # noqa: A002 — the name in the address
    """登录页。"""
    return page("catalog/login.html.j2", next=local_path(next, "/catalog/"))


@post("/login", include_in_schema=False)
async def log_in(
    data: Filled[LoginForm],
    logins: Logins,
    steps: SecondSteps,
    sessions: Sessions,
    house: House,
    request: AnyRequest,
) -> Redirect | Page:
    """登录；登记了第二重验证的，接着输入动态口令。"""
    began = house.clock.now()
    who = Who(login=data.login, password=data.password)
    person, name = await sync_to_thread(logins.enter, who, request.client)
    onward = local_path(data.next, "/catalog/")
    if await sync_to_thread(steps.needed, person):
        ticket = steps.halfway.ticket(person, name, began)
        return page("catalog/login_code.html.j2", ticket=ticket, next=onward)
    answer = see_other(onward)
    answer.set_cookie(house.cookie(sessions.issue(person, name, begun=began)))
    return answer


@post("/logout", include_in_schema=False)
async def log_out(leaving: Leaving, house: House, caller: Caller, request: AnyRequest) -> Redirect:
    """退出。"""
    await leaving.leave(errand_of(request.scope).visit, caller)
    answer = see_other("/")
    answer.set_cookie(house.cookie(""))
    return answer


# ── one version of a catalog ─────────────────────────────────────────────────────────────────


@get("/units/{unit:str}/catalog/{version:int}", sync_to_thread=True, include_in_schema=False)
def version_page(  # noqa: PLR0913, PLR0917 — each list of the page turns by itself
    unit: str,
    version: int,
    leaves: Leaves,
    logins: Logins,
    marking: Marking,
    caller: Caller,
    number: Annotated[int, Parameter(query="page")] = 1,
    q: str = "",
    row: int = 1,
    open_page: int = 1,
    settled_page: int = 1,
    note_page: int = 1,
    change_page: int = 1,
    held_page: int = 1,
) -> Page:
    """一版目录：条目、承继标记、疑点及办理。"""
    wanted = Wanted(
        page=number,
        words=q,
        row=max(row, 1),
        open_page=open_page,
        settled_page=settled_page,
        note_page=note_page,
        change_page=change_page,
    )
    leaf = leaves.leaf(unit, version, caller, wanted)
    book, reader = leaf.catalog, leaves.reader
    latest = reader.versions(unit, caller)[0].version
    held = marking.held(unit, caller.at, held_page, BESIDE)
    people = {book.drafted_by, book.screened_by, book.approved_by}
    people |= {each.settled_by for each in leaf.settled.rows}
    people |= {each.by for each in leaf.rewritings.rows}
    return page(
        "catalog/version.html.j2",
        unit=reader.access.unit(unit),
        leaf=leaf,
        wanted=wanted,
        row=book,
        lines=[_line(each.entry, leaf.doubtful) for each in leaf.entries.rows],
        entries=leaf.about,
        names={each: logins.name_of(each) for each in people if each},
        pending=version == latest and book.state.value not in {"approved", "replaced"},
        drafts=caller.holds(unit, *drafters(marking.making.settings(unit, caller.at))),
        held=held,
        demands=demands_of(reader.access.views, unit, caller.at),
        acts={"heads": caller.holds(unit, *HEADS), "examines": caller.holds(unit, *EXAMINERS)},
        screens=caller.holds(unit, Post.SECRECY_REVIEWER),
        approves=caller.holds(unit, held.approver),
        choices=CHOICES,
        forms=FORMS,
        limits=LIMITS,
        scopes=SCOPES,
        openings=OPENINGS,
        periods=[(each, each) for each in PERIODS],
    )


def _line(entry: Entry, doubtful: frozenset[tuple[int, Field]]) -> dict[str, Any]:
    """Return an entry as the table shows it: each field with its mark and its doubts."""
    marks = {mark.field: mark for mark in entry.inherited}
    return {
        "entry": entry,
        "cells": [
            (
                field.chinese,
                _text(entry, field),
                _said(marks.get(field)),
                (entry.row, field) in doubtful,
            )
            for field in Field
        ],
    }


def _text(entry: Entry, field: Field) -> str:
    match field:
        case Field.FORMS:
            return "、".join(form.value for form in entry.forms)
        case Field.SCOPE:
            return entry.scope.chinese if entry.scope else ""
        case Field.TIME_LIMIT:
            return entry.time_word
        case _:
            return str(getattr(entry, field.value))


def _said(mark: Inherited | None) -> str:
    if mark is None:
        return ""
    why = "合并单元格" if mark.evidence is Evidence.MERGED else "空白"
    sure = "" if mark.confidence is Confidence.HIGH else f"，把握{mark.confidence.chinese}"
    return f"承第{mark.from_row}条（{why}{sure}）"


@post("/units/{unit:str}/catalog/{version:int}/doubts", include_in_schema=False)
async def settle(
    unit: str,
    version: int,
    data: Filled[Decision],
    making: Catalogs,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """裁定疑点。"""
    await making.settle(unit, data.command, caller, expected)
    return see_other(f"/catalog/units/{unit}/catalog/{version}#todo")


@post("/units/{unit:str}/catalog/entries", include_in_schema=False)
async def add_entry(
    unit: str, data: Filled[AddEntry], making: Catalogs, caller: Caller, reader: Reader
) -> Redirect:
    """增加条目。"""
    await making.add(unit, data, caller)
    return _to_latest(unit, reader, caller)


@post("/units/{unit:str}/catalog/{version:int}/screening", include_in_schema=False)
async def screen(
    unit: str,
    version: int,
    data: Filled[ScreenCatalog],
    making: Catalogs,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """保密性初审。"""
    await making.screen(unit, data, caller, expected)
    return see_other(f"/catalog/units/{unit}/catalog/{version}")


@post("/units/{unit:str}/catalog/{version:int}/approval", include_in_schema=False)
async def approve(
    unit: str,
    version: int,
    data: Filled[Passing],
    making: Catalogs,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """审批。"""
    await making.approve(unit, caller, expected, meeting=data.meeting)
    return see_other(f"/catalog/units/{unit}/catalog/{version}")


def _to_latest(unit: str, reader: Reader, caller: Caller) -> Redirect:
    version = reader.versions(unit, caller)[0].version
    return see_other(f"/catalog/units/{unit}/catalog/{version}")


handlers = [
    *(login_page, log_in, log_out),
    version_page,
    *(settle, add_entry, screen, approve),
]
