"""防控措施 — how many controls a risk point of a level needs by the unit's scheme (S4-54)."""

from collections.abc import Iterable, Sequence
from typing import Final

from services.catalog.domain.risk_words import RiskLevel
from shared.decider import InvalidError

FLOOR: Final = ("高=1",)  # whatever a scheme says: a high risk is never left to itself
EVERY: Final = "每种"  # in place of a number: at least one of every kind


class ControlsTooFewError(InvalidError):
    """防控措施太少。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads: the level, what is asked for it, what is missing."""
        level, asked, *lacking = self.args
        if lacking:
            return f"风险等级为{level}的，每种防控措施都要有，还缺少{'、'.join(lacking)}。"
        return f"风险等级为{level}的，至少要有{asked}项防控措施。"


def check_least(
    level: RiskLevel, words: Iterable[str], kinds: Sequence[str], said: Sequence[str]
) -> None:
    """Let a rating pass that names as many controls as the scheme asks for its level.

    ``words``: the setting, said as ``高=2`` or ``高=每种``; ``kinds``: of controls, by the
    scheme; ``said``: the kind of each control that is named.

    Raises:
        ControlsTooFewError: there are fewer, or one kind is missing.

    """
    asked = _asked(words, level.chinese)
    lacking = [each for each in kinds if each not in said] if asked == EVERY else []
    if lacking or (asked.isdecimal() and len(said) < int(asked[:3])):
        raise ControlsTooFewError(level.chinese, asked, *lacking, field="controls")


def _asked(words: Iterable[str], level: str) -> str:
    said = (each.replace("＝", "=").partition("=") for each in words)
    return next((asked.strip() for name, _, asked in said if name.strip() == level), "")
