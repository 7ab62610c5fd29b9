"""职权 — entered, charted, its risks rated, confirmed, settled where it overlaps, published."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import asdict, replace

from services.catalog.domain.power_state import Power
from services.catalog.domain.power_words import (
    ConfirmPower,
    CorrectPower,
    DrawChart,
    EnterPower,
    PowerCharted,
    PowerCommand,
    PowerConfirmed,
    PowerEntered,
    PowerEvent,
    PowerIssued,
    PowerKind,
    PowerPublished,
    PublishPower,
)
from services.catalog.domain.risk import decide_risk, evolve_risk, published
from services.catalog.domain.risk_words import RiskCommand, RiskEvent
from services.catalog.domain.tidying import decide_tidying, evolve_tidying
from services.catalog.domain.tidying_words import TidyCommand, TidyEvent
from services.catalog.domain.words import heading, plain
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.record import Cause, canonical

BYTES: Final = 40_000  # of all steps of a chart, so that no record of it is too long
ATTRIBUTES: Final = {
    "subject": "主体",
    "condition": "条件",
    "goal": "目标",
    "limit": "时限",
    "requirement": "要求",
}


class PowerUnknownError(NotFoundError):
    """没有这项职权。"""


class PowerTwiceError(RejectedError):
    """这个行使主体的这项职权已经列入。"""


class PowerUnchangedError(RejectedError):
    """和原来登记的一样，没有要更正的内容。"""


class PowerFieldError(InvalidError):
    """职权必须写明名称、事项、种类、主体类别和行使主体。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the field."""
        return f"职权缺少“{self.args[0]}”，名称、事项、种类、主体类别和行使主体都要写明。"


class BasisMissingError(InvalidError):
    """职权没有法律依据，不能列入，也不能确认。"""


class ChartEmptyError(InvalidError):
    """流程图里没有环节。"""


class ChartTooLongError(InvalidError):
    """流程图的文字太长，全部环节合计不超过约一万三千字。"""


class StepIncompleteError(InvalidError):
    """流程图的环节不完整。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the step and the attribute."""
        return f"流程图第{self.args[0]}个环节缺少“{self.args[1]}”。"


class PowerConfirmedBeforeError(RejectedError):
    """这项职权已经确认过了，不用再确认。"""


class PowerPublishedBeforeError(RejectedError):
    """这项职权已经公布过了，不用再公布。"""


class NotConfirmedError(RejectedError):
    """职权还没有确认，不能公布。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the power."""
        return f"“{self.args[0]}”还没有由审批人确认，不能公布。"


class UnchartedError(RejectedError):
    """职权没有流程图，不能公布。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the power."""
        return f"“{self.args[0]}”没有流程图，不能公布。"


class PowerBlockedError(RejectedError):
    """职权还有问题没有理清，不能公布。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the power and what stands in its way."""
        return f"“{self.args[0]}”：{self.args[1]}，没有理清以前不能公布。"


class PriorityUnratedError(RejectedError):
    """主要负责人的职权没有流程图，或者风险等级没有评定并批准，不能公布。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the power and its holder."""
        return (
            f"“{self.args[0]}”是{self.args[1]}的职权，"
            "没有流程图，或者风险等级没有评定并批准，不能公布。"
        )


def power_id_of(unit: str, owner: str, title: str) -> UUID:
    """Return the stream of a power: an owner's power of one title."""
    return uuid5(UUID(unit), f"power/{heading(owner)}/{heading(title)}")


def decide(command: PowerCommand, power: Power, cause: Cause) -> list[PowerEvent]:
    """Answer a request about one power."""
    if isinstance(command, EnterPower | CorrectPower):
        return [_tell(command, power, cause)]
    if power.told is None:
        raise PowerUnknownError
    if isinstance(command, RiskCommand):
        return [*decide_risk(command, power, cause)]
    if isinstance(command, TidyCommand):
        return [decide_tidying(command, cause)]
    match command:
        case DrawChart():
            return [_draw(command, power, cause)]
        case ConfirmPower():
            return _confirm(command, power, cause)
        case PublishPower():
            return _publish(command, power, power.told, cause)


def _confirm(command: ConfirmPower, power: Power, cause: Cause) -> list[PowerEvent]:
    if not power.based:
        raise BasisMissingError(field="bases")
    if power.confirmed:
        raise PowerConfirmedBeforeError
    return [PowerConfirmed(unit=cause.unit, warnings=command.warnings, confirmed_by=cause.actor)]


def _tell(command: EnterPower | CorrectPower, power: Power, cause: Cause) -> PowerEntered:
    if isinstance(command, EnterPower):
        return _enter(command, power, cause)
    if power.told is None:
        raise PowerUnknownError
    return _correct(command, power.told, cause)


def _enter(command: EnterPower, power: Power, cause: Cause) -> PowerEntered:
    for field, name in (("title", "名称"), ("matter", "事项"), ("group", "主体类别")):
        if not plain(getattr(command, field)):
            raise PowerFieldError(name, field=field)
    if not command.owner.strip():
        raise PowerFieldError("行使主体", field="owner")
    if command.kind is None:
        raise PowerFieldError("种类", field="kind")
    bases = tuple(each for each in command.bases if each.document.strip())
    if not bases:
        raise BasisMissingError(field="bases")
    if power.based:
        raise PowerTwiceError(field="title")
    return PowerEntered(
        unit=cause.unit,
        title=plain(command.title),
        matter=plain(command.matter),
        kind=command.kind,
        group=command.group.strip(),
        owner=command.owner.strip(),
        bases=bases,
        entered_by=cause.actor,
        responsible=command.responsible.strip(),
        office=command.office.strip(),
        scope=command.scope,
        limit=command.limit.strip(),
        contact=command.contact.strip(),
    )


def _correct(command: CorrectPower, told: PowerEntered, cause: Cause) -> PowerEntered:
    asked = EnterPower(**asdict(command), title=told.title, owner=told.owner)
    fresh = _enter(asked, Power(), cause)
    if replace(fresh, entered_by=told.entered_by) == told:
        raise PowerUnchangedError
    return fresh


def _draw(command: DrawChart, power: Power, cause: Cause) -> PowerCharted:
    if not command.steps:
        raise ChartEmptyError(field="steps")
    for number, step in enumerate(command.steps, start=1):
        for field, name in ATTRIBUTES.items():
            if not getattr(step, field).strip():
                raise StepIncompleteError(number, name, field=field)
    if len(canonical(command.steps)) > BYTES:
        raise ChartTooLongError(field="steps")
    return PowerCharted(
        unit=cause.unit, version=power.charts + 1, steps=command.steps, drawn_by=cause.actor
    )


def _publish(
    command: PublishPower, power: Power, told: PowerEntered, cause: Cause
) -> list[PowerEvent]:
    if power.published:
        raise PowerPublishedBeforeError
    if not power.confirmed:
        raise NotConfirmedError(told.title)
    if command.priority and not any(each.confirmed for each in power.marks.values()):
        raise PriorityUnratedError(told.title, told.owner)
    if not power.steps:
        raise UnchartedError(told.title)
    if blocked := command.blocked or _flawed(power):
        raise PowerBlockedError(told.title, blocked)
    shown = [each for each in power.marks.values() if each.confirmed and not each.withheld]
    return [
        PowerPublished(unit=cause.unit, published_by=cause.actor),
        power.course(told),
        *(published(each, cause) for each in shown if not each.published),
    ]


def _flawed(power: Power) -> str:
    numbers = "、".join(f"第{each}号" for each in power.flaws)
    return f"清理中发现的问题（{numbers}）没有办结" if numbers else ""


class Claim(Struct, frozen=True):
    """职权归属 — what two powers are compared by."""

    matter: str
    kind: PowerKind
    owner: str
    title: str
    settled: bool = False


def unseparated(one: Claim, others: Iterable[Claim]) -> Iterator[str]:
    """Yield a warning where one owner both decides and carries out a matter (S4-37)."""
    pair = {PowerKind.DECIDE, PowerKind.EXECUTE}
    for other in others:
        same = heading(one.matter) == heading(other.matter) and one.owner == other.owner
        if same and {one.kind, other.kind} == pair:
            yield f"决策执行未分离：{one.owner}对“{one.matter}”既决策又执行"


def crossing(one: Claim, others: Sequence[Claim]) -> str:
    """Say in Chinese with whom a power overlaps; nothing, if with nobody (S4-38)."""
    if one.settled:
        return ""
    for other in others:
        same = heading(one.matter) == heading(other.matter) and one.kind is other.kind
        if same and one.owner != other.owner:
            return f"职能交叉：“{one.matter}”的{one.kind.chinese}，{one.owner}和{other.owner}都有"
    return ""


def evolve(power: Power, event: PowerEvent) -> Power:
    """Return the power after an event."""
    if isinstance(event, RiskEvent):
        return evolve_risk(power, event)
    if isinstance(event, TidyEvent):
        return evolve_tidying(power, event)
    match event:
        case PowerEntered():
            return replace(power, told=event, confirmed=False, published=False)
        case PowerCharted(version=version, steps=steps):
            return replace(power, charts=version, steps=steps, marks={}, published=False)
        case PowerConfirmed():
            return replace(power, confirmed=True)
        case PowerPublished() | PowerIssued():
            return replace(power, published=True)


POWER: Decider[PowerCommand, Power, PowerEvent] = Decider(Power(), decide, evolve)
