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
LABELS: Final = {
    "open_page": "待裁定疑点的页码",
    "settled_page": "已裁定疑点的页码",
    "note_page": "提示的页码",
    "change_page": "修改记录的页码",
    "held_page": "对照实施方案的页码",
    "login": "登录名",
    "password": "密码",
    "old_password": "原来的密码",
    "repeated_password": "再填一次新密码",
    "code": "动态口令",
    "name": "名称",
    "unit_id": "单位编号",
    "superior": "上级单位",
    "successor": "承接单位",
    "taker": "接任人",
    "giver": "移交人",
    "post": "职务",
    "person_id": "人员",
    "since": "开始时间",
    "until": "结束时间",
    "substitute_for": "被代理人",
    "kind": "种类",
    "number": "序号",
    "level1": "一级目录",
    "level2": "二级目录",
    "level3": "公开内容(三级目录)",
    "forms": "公开形式",
    "scope": "公开范围",
    "time_limit": "公开时限",
    "value": "裁定内容",
    "reason": "理由",
    "body": "公开主体",
    "answer": "答复",
    "checks": "审核内容",
    "sha256": "文件摘要",
    "comment": "意见",
    "content": "内容",
    "departure_reason": "与方案不同的理由",
    "file": "文件",
    "leader": "领导干部",
    "project": "联系的项目",
    "take": "对模板的答复",
    "time_word": "公开时限",
    "unit": "单位",
    "room": "承办科室",
    "audience": "公开对象",
    "cadre": "干部管理权限",
    "origin": "事项来源",
    "livelihood": "是否涉及职工群众生产生活",
    "duties": "是否涉及党员权利义务",
    "headings": "内容大项",
    "examination": "核查事项",
    "meeting": "会议",
    "text": "内容清单",
    "words": "事项名称",
    "list": "内容清单",
    "issuer": "印发机关",
    "fulfils": "方案要求的制度",
    "chapters": "制度内容",
    "closed_on": "闭会日期",
    "decisions": "决定的事项",
    "group": "主体类别",
    "owner": "行使主体",
    "bases": "法律依据",
    "steps": "环节",
    "step": "环节",
    "dimension": "风险种类",
    "level": "风险等级",
    "controls": "防控措施",
    "resolution": "理清结果",
    "responsible": "责任人（岗位）",
    "office": "承办机构",
    "limit": "时限",
    "contact": "联系方式",
    "item_id": "对应的目录事项",
    "holders": "行使主体",
    "powers": "涉及的职权",
    "flaw": "问题种类",
    "handler": "责任岗位",
    "border": "界限",
    "table": "表",
    "line": "表头所在的行",
    "action": "怎样办",
    "verdict": "初审结论",
    "note": "说明",
    "row": "条目",
    "field": "栏目",
    "title": "名称",
    "seed": "原方案",
    "effective": "生效日期",
    "values": "各项设置",
    "reasons": "各项理由",
    "floor": "下限",
    "key": "设置",
    "relation": "下限关系",
    "year": "年份",
    "version": "版本",
    "source": "来源",
    "holidays": "放假日期",
    "workdays": "调休上班日",
    "first": "开始日期",
    "last": "结束日期",
    "days": "天数",
    "explanation": "理由和说明",
    "wanted": "变更后的内容",
    "ground": "不公开事由",
    "rule": "依据",
    "review_on": "复核日期",
    "due": "期限",
    "units": "要求公开的单位",
    "matter": "事项",
    "reply": "给点题人的答复",
    "entries": "条目",
    "template_version": "模板版本",
    "basis": "依据",
    "department": "签收单位",
    "heading": "标题",
    "themes": "专题",
    "story": "做法",
    "links": "佐证链接",
    "same": "是不是同一类",
    "pilot": "试点",
    "preface": "序言",
    "phase": "实施阶段",
    "starts": "开始日期",
    "rows": "条目",
    "focus": "是不是重点",
    "ends": "结束日期",
    "held_on": "日期",
}


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
