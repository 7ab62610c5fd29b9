"""生效的依据 — a catalog that was decided on (五(一)1), an explanation that was given."""

from services.publishing.domain.terms import CatalogVersion
from shared.decider import InvalidError, RejectedError


class CatalogNotScreenedError(RejectedError):
    """这个事项所在的目录版本没有通过保密性初审，不能公开。"""


class CatalogNotApprovedError(RejectedError):
    """这个事项所在的目录版本没有经过审批，不能公开。"""


class ExplanationMissingError(InvalidError):
    """更正或者撤回必须向原公开范围说明理由。"""


def in_effect(catalog: CatalogVersion) -> None:
    """Refuse a matter of a version whose decisions were not taken; outside the catalog: none."""
    if catalog.number == 0:
        return
    if catalog.screened_on is None:
        raise CatalogNotScreenedError(catalog.number, field="catalog_version")
    if catalog.approved_on is None:
        raise CatalogNotApprovedError(catalog.number, field="catalog_version")


def explained_in_words(explanation: str) -> None:
    """Refuse a change that nobody explained."""
    if not explanation.strip():
        raise ExplanationMissingError(field="explanation")
