"""What this service has heard: schemes, items and disclosures."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from msgspec import Struct, convert

from services.workflow.domain.catalog import CatalogVersion
from services.workflow.domain.commands import Disclosure, Item
from services.workflow.domain.terms import (
    Check,
    CheckRule,
    Plan,
    Post,
    Procedure,
    Rules,
    Scope,
)
from services.workflow.heard import (
    DisclosureCancelled,
    DisclosureRegistered,
    DisclosureRevised,
    DisclosureWithdrawn,
    EntryImposed,
    HeardPlan,
    HeardScheme,
    ItemListed,
    ItemRetired,
    SchemeAdopted,
)
from services.workflow.views.catalogs import version_of
from shared.record import Record
from shared.view import Rows, View

NOTHING: Final = "不要求"


class SchemeRow(Struct, frozen=True):
    """实施方案 — all that a unit has adopted, oldest first."""

    unit: str
    schemes: tuple[HeardScheme, ...]

    def in_force(self, day: date) -> Rules | None:
        """Return the rules of the scheme that was adopted last among those in effect."""
        effective = [each for each in self.schemes if each.effective <= day]
        return _rules(effective[-1]) if effective else None

    def setting(self, key: str, day: date) -> object:
        """Return what the scheme in force on a day says on a variation point; "": nothing."""
        effective = [each for each in self.schemes if each.effective <= day]
        return effective[-1].values.get(key, "") if effective else ""

    @property
    def newest(self) -> int:
        """Return the number of the version adopted last."""
        return self.schemes[-1].version

    def reason(self, key: str, version: int) -> str:
        """Return why the unit wanted a variation point so in a version; "": it said nothing."""
        found = [each for each in self.schemes if each.version == version]
        return found[-1].reasons.get(key, "") if found else ""


class ItemRow(Struct, frozen=True, kw_only=True):
    """目录事项 — what may be proposed, and within which limits."""

    item_id: str
    unit: str
    code: str
    path: str
    title: str
    forms: tuple[str, ...]
    levels: tuple[str, ...] = ()
    scope: Scope
    time_limit: str
    catalog: CatalogVersion | None = None  # None: no version lists it, but a superior does

    def limits(self) -> Item:
        """Return what the domain asks about an item."""
        return Item(
            unit=self.unit,
            forms=self.forms,
            scope=self.scope,
            catalog=self.catalog,
            time_limit=self.time_limit,
            standing=self.time_limit == "long_term",
            levels=self.levels,
        )


class DisclosureRow(Struct, frozen=True, kw_only=True):
    """公开事项 — what is in force, so that it can be revised or withdrawn."""

    disclosure_id: str
    unit: str
    item_id: str
    version: int
    plan: Plan
    withdrawn: bool = False
    proposal_id: str = ""

    def in_force(self) -> Disclosure:
        """Return what the domain asks about a disclosure."""
        return Disclosure(
            unit=self.unit, item_id=self.item_id, plan=self.plan, withdrawn=self.withdrawn
        )


schemes: Final = View("schemes", SchemeRow, key="unit")
items: Final = View("items", ItemRow, key="item_id", indexes=(("unit", "code"),))
disclosures: Final = View("disclosures", DisclosureRow, key="disclosure_id", indexes=(("unit",),))


@schemes.on(SchemeAdopted)
def _(rows: Rows[SchemeRow], record: Record[SchemeAdopted]) -> None:
    unit, known = record.event.unit, rows.get(record.event.unit)
    earlier = known.schemes if known else ()
    rows.put(SchemeRow(unit, (*earlier, record.event.scheme)))


@items.on(ItemListed)
def _(rows: Rows[ItemRow], record: Record[ItemListed]) -> None:
    event = record.event
    levels = [each for each in (event.level1, event.level2, event.level3) if each]
    rows.put(
        ItemRow(
            item_id=event.item_id,
            unit=event.unit,
            code=event.code,
            path=" / ".join(levels),
            levels=tuple(levels),
            title=levels[-1] if levels else event.code,
            forms=event.forms,
            scope=Scope(event.scope),
            time_limit=event.time_limit,
            catalog=version_of(rows, event.unit, event.catalog_version),
        )
    )


@items.on(EntryImposed)
def _(rows: Rows[ItemRow], record: Record[EntryImposed]) -> None:
    """A superior's order lists a matter by itself: no version of the unit's catalog need do so."""
    rows.change(record.event.item_id, catalog=None)


@items.on(ItemRetired)
def _(rows: Rows[ItemRow], record: Record[ItemRetired]) -> None:
    rows.drop(record.event.item_id)


@disclosures.on(DisclosureRegistered)
def _(rows: Rows[DisclosureRow], record: Record[DisclosureRegistered]) -> None:
    event = record.event
    rows.put(
        DisclosureRow(
            disclosure_id=str(record.stream_id),
            unit=event.unit,
            item_id=event.item_id,
            version=event.version,
            plan=_plan(event.plan),
            proposal_id=event.proposal_id,
        )
    )


@disclosures.on(DisclosureRevised)
def _(rows: Rows[DisclosureRow], record: Record[DisclosureRevised]) -> None:
    event = record.event
    rows.change(str(record.stream_id), version=event.version, plan=_plan(event.plan))


@disclosures.on(DisclosureWithdrawn, DisclosureCancelled)
def _(rows: Rows[DisclosureRow], record: Record[DisclosureWithdrawn | DisclosureCancelled]) -> None:
    rows.change(str(record.stream_id), withdrawn=True)


def _rules(scheme: HeardScheme) -> Rules:
    heard = scheme.rules
    return Rules(
        scheme_id=scheme.id,
        scheme_version=scheme.version,
        checks=tuple(
            CheckRule(check=Check(rule.check), posts=_acting(rule.posts)) for rule in heard.checks
        ),
        approvers=_acting(heard.approvers),
        inner_first=heard.inner_first,
        min_inner_working_days=heard.min_inner_working_days,
        procedure=procedure_of(scheme.values),
    )


def procedure_of(values: Mapping[str, Any]) -> Procedure:
    """Return the procedure of a scheme from its settings; those it does not have: the usual one."""
    usual = Procedure()
    office = values.get("routes.in_catalog.proposer") == "领导小组办公室"
    strict = values.get("ordering.policy") == "inner_first_strict"
    barred = values.get("exceptions.in_principle") == "不允许例外"
    return Procedure(
        proposers=(Post.OFFICE, Post.CLERK) if office else usual.proposers,
        signatures=int(values.get("routes.in_catalog.signatures", usual.signatures)),
        countersigners=_acting(tuple(values.get("routes.in_catalog.countersigners", ()))),
        substitutes=_acting(tuple(values.get("review.substitutes", ()))),
        keeps_untouched=values.get("review.on_resubmission") == "只重审改动涉及的",
        waivable=not (strict or barred),
        filing="报上级备案" in values.get("routes.change_withdraw_terminate", ()),
        redacts="脱密后公开" in values.get("review.secrecy_outcomes", ("脱密后公开",)),
        each="审批" in values.get("procedure.steps", ()),
        cases=tuple(map(str, values.get("plan.case_items", ()))),
        duration="时长" in values.get("catalog.attributes", ()),
        statements=_stated(str(values.get("review.statements", NOTHING))),
        vouchers=_acting(tuple(values.get("review.statement_posts", ()))) or usual.vouchers,
        republish=bool(values.get("procedure.republish_step", False)),
    )


def _stated(said: str) -> tuple[str, ...]:
    """Return what is to be stated: 全面、真实 is two things."""
    return () if said == NOTHING else tuple(said.split("、"))


def _acting(heard: tuple[str, ...]) -> tuple[Post, ...]:
    """Return the posts that act here; others a county may have are no business of this house."""
    known = {each.value for each in Post}
    return tuple(Post(each) for each in heard if each in known)


def _plan(heard: HeardPlan) -> Plan:
    return convert(heard, Plan, from_attributes=True, strict=False)
