"""职权 — entered, charted, its risks rated, confirmed, settled where it overlaps, published."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain.power_words import (
    ConfirmPower,
    DrawChart,
    EnterPower,
    PowerCharted,
    PowerCommand,
    PowerConfirmed,
    PowerEntered,
    PowerEvent,
    PowerKind,
    PowerPublished,
    PowerSettled,
    PublishPower,
    RateRisk,
    RiskLevel,
    RiskRated,
    SettlePower,
)
from services.catalog.domain.words import heading, plain
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

ATTRIBUTES: Final = {
    "subject": "主体",
    "condition": "条件",
    "goal": "目标",
    "limit": "时限",
    "requirement": "要求",
}


class Power(Struct, frozen=True, kw_only=True):
    """What must be remembered of a power."""

    entered: bool = False
    based: bool = False
    charts: int = 0
    steps: int = 0
    rated: frozenset[int] = frozenset()
    confirmed: bool = False
    published: bool = False


class PowerUnknownError(NotFoundError):
    """没有这项职权。"""


class PowerTwiceError(RejectedError):
    """这个行使主体的这项职权已经列入。"""


class PowerFieldError(InvalidError):
    """职权必须写明名称、事项、种类、主体类别和行使主体。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the field."""
        return f"职权缺少“{self.args[0]}”，名称、事项、种类、主体类别和行使主体都要写明。"


class BasisMissingError(InvalidError):
    """职权没有法律依据，不能确认。"""


class ChartEmptyError(InvalidError):
    """流程图里没有环节。"""


class StepIncompleteError(InvalidError):
    """流程图的环节不完整。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the step and the attribute."""
        return f"流程图第{self.args[0]}个环节缺少“{self.args[1]}”。"


class StepUnknownError(InvalidError):
    """流程图里没有这个环节。"""


class RatingReasonError(InvalidError):
    """请写明评定风险等级的理由。"""


class ControlsMissingError(InvalidError):
    """风险等级为高的，必须写明防控措施。"""


class SettlementMissingError(InvalidError):
    """请写明职能交叉怎样理清。"""


class NotConfirmedError(RejectedError):
    """职权还没有确认，不能公布。"""


class PowerBlockedError(RejectedError):
    """职权还有问题没有理清，不能公布。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming what stands in the way."""
        return f"{self.args[0]}，没有理清以前不能公布。"


class PriorityUnratedError(RejectedError):
    """主要负责人的职权没有流程图或者没有评定风险，不能公布。"""


def power_id_of(unit: str, owner: str, title: str) -> UUID:
    """Return the stream of a power: an owner's power of one title."""
    return uuid5(UUID(unit), f"power/{heading(owner)}/{heading(title)}")


def decide(command: PowerCommand, power: Power, cause: Cause) -> list[PowerEvent]:
    """Answer a request about one power."""
    if isinstance(command, EnterPower):
        return [_enter(command, power, cause)]
    if not power.entered:
        raise PowerUnknownError
    match command:
        case DrawChart():
            return [_draw(command, power, cause)]
        case RateRisk():
            return [_rate(command, power, cause)]
        case ConfirmPower():
            return _confirm(command, power, cause)
        case SettlePower(resolution=resolution):
            return [_settle(resolution, cause)]
        case PublishPower():
            return _publish(command, power, cause)


def _confirm(command: ConfirmPower, power: Power, cause: Cause) -> list[PowerEvent]:
    if not power.based:
        raise BasisMissingError(field="bases")
    told = PowerConfirmed(unit=cause.unit, warnings=command.warnings, confirmed_by=cause.actor)
    return [] if power.confirmed else [told]


def _enter(command: EnterPower, power: Power, cause: Cause) -> PowerEntered:
    for field, name in (("title", "名称"), ("matter", "事项"), ("group", "主体类别")):
        if not plain(getattr(command, field)):
            raise PowerFieldError(name, field=field)
    if not command.owner.strip():
        raise PowerFieldError("行使主体", field="owner")
    if command.kind is None:
        raise PowerFieldError("种类", field="kind")
    if power.entered and power.based:
        raise PowerTwiceError(field="title")
    return PowerEntered(
        unit=cause.unit,
        title=plain(command.title),
        matter=plain(command.matter),
        kind=command.kind,
        group=command.group.strip(),
        owner=command.owner.strip(),
        bases=tuple(each for each in command.bases if each.document.strip()),
        entered_by=cause.actor,
    )


def _draw(command: DrawChart, power: Power, cause: Cause) -> PowerCharted:
    if not command.steps:
        raise ChartEmptyError(field="steps")
    for number, step in enumerate(command.steps, start=1):
        for field, name in ATTRIBUTES.items():
            if not getattr(step, field).strip():
                raise StepIncompleteError(number, name, field=field)
    return PowerCharted(
        unit=cause.unit, version=power.charts + 1, steps=command.steps, drawn_by=cause.actor
    )


def _rate(command: RateRisk, power: Power, cause: Cause) -> RiskRated:
    if not 1 <= command.step <= power.steps:
        raise StepUnknownError(command.step, field="step")
    if not command.reason.strip():
        raise RatingReasonError(field="reason")
    controls = tuple(each.strip() for each in command.controls if each.strip())
    if command.level is RiskLevel.HIGH and not controls:
        raise ControlsMissingError(field="controls")
    return RiskRated(
        unit=cause.unit,
        step=command.step,
        dimension=command.dimension.strip(),
        level=command.level,
        reason=command.reason.strip(),
        controls=controls,
        rated_by=cause.actor,
    )


def _settle(resolution: str, cause: Cause) -> PowerSettled:
    if not resolution.strip():
        raise SettlementMissingError(field="resolution")
    return PowerSettled(unit=cause.unit, resolution=resolution.strip(), settled_by=cause.actor)


def _publish(command: PublishPower, power: Power, cause: Cause) -> list[PowerEvent]:
    if power.published:
        return []
    if not power.confirmed:
        raise NotConfirmedError
    if command.priority and not power.rated:
        raise PriorityUnratedError
    if command.blocked:
        raise PowerBlockedError(command.blocked)
    return [PowerPublished(unit=cause.unit, published_by=cause.actor)]


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
    match event:
        case PowerEntered(bases=bases):
            return replace(power, entered=True, based=bool(bases))
        case PowerCharted(steps=steps):
            return replace(
                power, charts=event.version, steps=len(steps), rated=frozenset(), published=False
            )
        case RiskRated(step=step):
            return replace(power, rated=power.rated | {step})
        case PowerConfirmed():
            return replace(power, confirmed=True)
        case PowerSettled():
            return power
        case PowerPublished():
            return replace(power, published=True)


POWER: Decider[PowerCommand, Power, PowerEvent] = Decider(Power(), decide, evolve)
