"""审核齐全 — a text is decided only when all checks that its scheme demands have passed it (B2)."""

from typing import Final

from services.workflow.domain.terms import Check, Rules, Verdict
from shared.decider import RejectedError


class CheckMissingError(RejectedError):
    """还有审核没有完成，不能审批。"""


class SecrecyMissingError(CheckMissingError):
    """保密审查还没有完成，不能审批。"""


class NecessityMissingError(CheckMissingError):
    """必要性审核还没有完成，不能审批。"""


class AccuracyMissingError(CheckMissingError):
    """准确性审核还没有完成，不能审批。"""


class CheckFailedError(RejectedError):
    """有审核没有通过，不能审批，请退回修改。"""


class SecrecyFailedError(CheckFailedError):
    """保密审查没有通过，不能审批，请退回修改。"""


class NecessityFailedError(CheckFailedError):
    """必要性审核没有通过，不能审批，请退回修改。"""


class AccuracyFailedError(CheckFailedError):
    """准确性审核没有通过，不能审批，请退回修改。"""


_MISSING: Final = {
    Check.SECRECY: SecrecyMissingError,
    Check.NECESSITY: NecessityMissingError,
    Check.ACCURACY: AccuracyMissingError,
}
_FAILED: Final = {
    Check.SECRECY: SecrecyFailedError,
    Check.NECESSITY: NecessityFailedError,
    Check.ACCURACY: AccuracyFailedError,
}


def all_passed(rules: Rules, verdicts: dict[str, Verdict]) -> None:
    """Refuse a decision on what was not checked, or did not pass."""
    for check in rules.required:
        if check.value not in verdicts:
            raise _MISSING[check](check.value)
        if verdicts[check.value] is Verdict.FAIL:
            raise _FAILED[check](check.value)
