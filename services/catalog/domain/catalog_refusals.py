"""Why a catalog's draft is not drafted further, settled, screened or approved."""

from typing import Final

from shared.decider import InvalidError, RejectedError

NAMED: Final = 3  # entries that a refusal names


class NoDraftError(RejectedError):
    """没有待审批的目录草稿，请先导入目录或增加条目。"""


class NoSuchDoubtError(RejectedError):
    """这一条没有待裁定的疑点。"""


class ReasonMissingError(InvalidError):
    """请写明理由。"""


class DoubtsOpenError(RejectedError):
    """还有疑点没有裁定，不能审批。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, with their number and the columns at fault."""
        number, *columns = self.args
        return f"还有{number}处疑点没有裁定（{'、'.join(columns)}），不能审批。"


class NotScreenedError(RejectedError):
    """这一版目录没有通过保密性初审，不能审批。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the entries that nobody has screened."""
        if not self.args:
            return super().sentence
        named = "、".join(f"“{each}”" for each in self.args[:NAMED])
        more = f"等{len(self.args)}条" if len(self.args) > NAMED else ""
        return f"目录条目{named}{more}没有通过保密性初审，不能审批。"


class ScreenedByDrafterError(RejectedError):
    """编制目录的人不能作保密性初审。"""


class ApprovedByDrafterError(RejectedError):
    """编制目录的人不能审批。"""


class ApprovedByScreenerError(RejectedError):
    """作保密性初审的人不能审批同一版目录。"""


class DraftOpenError(RejectedError):
    """还有目录草稿没有办结，请先审批或者另行处理后再公告调整。"""


class ItemNotListedError(RejectedError):
    """这个事项不在现行目录里。"""


class ImposedBySuperiorError(RejectedError):
    """这是上级要求公开的事项，本单位不能变更、撤销或者终止。"""


class EmptyCatalogError(RejectedError):
    """目录里没有条目，不能审批。"""
