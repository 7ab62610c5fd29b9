"""三满意和四规范 — published appraisals of a year side by side, as far as they can be compared.

The three rates (党员、群众、社会) mean the same everywhere. The four standards do not: S1 says
内容、程序、时间、管理, S3 内容、范围、程序、方式; who compares, compares the same words only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from msgspec import Struct

from services.feedback.domain.appraisal_words import GROUPS, Group, GroupResult, QuestionTally
from services.feedback.handlers.rules import RuleBook
from services.feedback.views.appraisals import AppraisalRow, appraisals
from shared.view import Views

STANDARDS = "vocabulary.four_standards"  # V54
UNUSED = ("不使用",)


class Rates(Struct, frozen=True, kw_only=True):
    """一个单位的满意率 — whole per cent by heading; None: nobody, or too few, answered."""

    unit: str
    title: str
    rates: Mapping[str, int | None]


class Report(Struct, frozen=True, kw_only=True):
    """全县情况 — ``standards``: by the words that units understand by 四规范."""

    year: int
    satisfaction: Sequence[Rates]
    standards: Mapping[tuple[str, ...], Sequence[Rates]]


@dataclass(frozen=True)
class Satisfactions:
    """三满意"""

    views: Views
    rules: RuleBook

    def report(self, year: int) -> Report:
        """Return the year's published results, each unit's latest one (S3-04)."""
        rows = list(self._latest(year))
        standards: dict[tuple[str, ...], list[Rates]] = {}
        for row in rows:
            words = self.rules.words(row.unit, STANDARDS, row.last, UNUSED)
            found = _standards(row, words) if words != UNUSED else None
            if found:
                standards.setdefault(tuple(words), []).append(found)
        return Report(year=year, satisfaction=[_three(each) for each in rows], standards=standards)

    def _latest(self, year: int) -> Iterable[AppraisalRow]:
        rows = self.views.select(
            appraisals,
            appraisals.c.published_at.is_not(None),
            appraisals.c.last >= date(year, 1, 1).isoformat(),
            appraisals.c.last <= date(year, 12, 31).isoformat(),
            order=[appraisals.c.last],
        )
        return {each.unit: each for each in rows}.values()


def _three(row: AppraisalRow) -> Rates:
    by_group = {each.group: each for each in row.results}
    rates = {GROUPS[group]: _of_group(by_group.get(group)) for group in Group}
    return Rates(unit=row.unit, title=row.title, rates=rates)


def _of_group(result: GroupResult | None) -> int | None:
    return _rate(result.answers) if result else None


def _standards(row: AppraisalRow, words: Sequence[str]) -> Rates | None:
    asked = {word: [n for n, text in enumerate(row.questions) if word in text] for word in words}
    if not any(asked.values()):
        return None
    answered = [each.answers for each in row.results if each.answers]
    rates = {
        word: _rate([answers[n] for answers in answered for n in places])
        for word, places in asked.items()
    }
    return Rates(unit=row.unit, title=row.title, rates=rates)


def _rate(tallies: Sequence[QuestionTally]) -> int | None:
    pleased = sum(each.satisfied + each.fair for each in tallies)
    said = pleased + sum(each.unsatisfied for each in tallies)
    return round(100 * pleased / said) if said else None
