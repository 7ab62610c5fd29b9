"""按事项定办理 — which headings a branch reviews together, and who approves what (S3-18, S3-21).

A scheme says so in words, one row each: a heading (三级目录) for what is reviewed together;
``社会/干部任免=党组织书记`` for who approves a heading that is disclosed to that scope.
"""

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from services.workflow.domain.terms import POSTS, SCOPES, Check, Post, Rules, Scope, Verdict
from shared.decider import InvalidError

ANY: Final = "全部"
TOGETHER: Final = (Check.NECESSITY, Check.ACCURACY)
LEAST: Final = 5  # characters that name the minutes of a meeting
MOST: Final = 200


class BranchMinutesMissingError(InvalidError):
    """这个事项由党支部集体审核，请写明支部会议的纪要名称或者编号，5到200个字。"""


def tailored(
    rules: Rules,
    levels: tuple[str, ...],
    scope: Scope | None,
    together: Iterable[str],
    matrix: Iterable[str],
) -> Rules:
    """Return the rules by which a matter under these headings, for this scope, is handled."""
    procedure = replace(rules.procedure, together=bool(set(levels) & set(together)))
    approvers = _approvers(levels, scope, matrix) or rules.approvers
    return replace(rules, procedure=procedure, approvers=approvers)


def gathered(rules: Rules, check: Check, verdict: Verdict, minutes: str) -> str:
    """Return the minutes of the meeting that reviewed a matter, where a meeting must.

    Raises:
        BranchMinutesMissingError: one person alone passes what the branch reviews together.

    """
    wanted = rules.procedure.together and check in TOGETHER and verdict is Verdict.PASS
    if wanted and not LEAST <= len(minutes.strip()) <= MOST:
        raise BranchMinutesMissingError(field="minutes")
    return minutes.strip() if wanted else ""


def _approvers(
    levels: tuple[str, ...], scope: Scope | None, matrix: Iterable[str]
) -> tuple[Post, ...]:
    """Return who approves by the first row that fits; nobody, if none does."""
    for row in matrix:
        place, _, named = row.partition("=")
        where, _, heading = place.partition("/")
        fits = where in {ANY, SCOPES[scope] if scope else ""} and heading in {ANY, *levels}
        if fits and (posts := _posts(named)):
            return posts
    return ()


def _posts(named: str) -> tuple[Post, ...]:
    known = {name: post for post, name in POSTS.items()}
    return tuple(known[each] for each in named.split("、") if each in known)
