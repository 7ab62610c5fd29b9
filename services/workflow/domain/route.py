"""审批路径 — who must consent to a matter that the ordinary approver cannot decide alone.

目录外事项 go to the leading group, to the maker of the catalog or to collective study, as
the unit's scheme says (S0-32, S1-25, S4-12); what a superior has reserved goes up to it (S3-22).
"""

from enum import Enum
from typing import Annotated, Final

from msgspec import Meta, Struct

from services.workflow.domain.terms import Post

Heads = Annotated[int, Meta(ge=0, le=1_000)]


class Way(Enum):
    """审批方式 — by whom a matter outside the ordinary path is decided."""

    LEADING_GROUP = "leading_group"
    CATALOG_MAKER = "catalog_maker"
    COLLECTIVE = "collective"
    SUPERIOR = "superior"

    @property
    def off_catalog(self) -> bool:
        """Tell whether this is a way for what no catalog lists."""
        return self is not Way.SUPERIOR

    @property
    def voted(self) -> bool:
        """Tell whether a meeting decides, so that its minutes and its ballot are needed."""
        return self in {Way.LEADING_GROUP, Way.COLLECTIVE}


WAYS: Final = {
    Way.LEADING_GROUP: "领导小组批准",
    Way.CATALOG_MAKER: "制定目录的党组织批准",
    Way.COLLECTIVE: "集体研究确定",
    Way.SUPERIOR: "报上级批准",
}
OFF_CATALOG: Final = {  # the words of setting routes.out_of_catalog.approver (V13)
    "领导小组": Way.LEADING_GROUP,
    "制定目录的党组织": Way.CATALOG_MAKER,
    "集体研究": Way.COLLECTIVE,
}
SILENT: Final = "方案未规定"  # the scheme names nobody: the county's default decides (S2-19)
BY_DEFAULT: Final = "方案未规定，按默认"
VACANT: Final = "支部书记空缺，由上级党组织审核"  # S0-80
DECIDERS: Final = {  # of a unit's own bodies, where its scheme names nobody (T41, T42)
    Way.LEADING_GROUP: (Post.LEADER, Post.DEPUTY_LEADER),
    Way.COLLECTIVE: (Post.OFFICE, Post.APPROVER),
}


def unnamed(levels: tuple[str, ...]) -> bool:
    """Tell whether a matter stands under 其他 and is none that the public asked for."""
    return (
        bool(levels) and levels[0].startswith("其他") and not any("点题" in each for each in levels)
    )


class Route(Struct, frozen=True, kw_only=True):
    """审批路径 — ``body`` is the unit that decides, ``posts`` who speaks for it there.

    ``name`` is the body's name on that day; ``matter`` the class it has reserved, if any;
    ``note`` what the record says of the way itself (S2-19).
    """

    way: Way
    body: str
    name: str
    posts: tuple[Post, ...]
    matter: str = ""
    note: str = ""

    @property
    def vacant(self) -> bool:
        """Tell whether it leads up because nobody leads the branch (S0-80)."""
        return self.note == VACANT

    @property
    def waiting(self) -> str:
        """Return what a matter waits for that has passed all checks (S4-12)."""
        collective = self.way is Way.COLLECTIVE
        return f"待集体研究（{self.name}）" if collective else f"待{self.decider}批准"

    @property
    def decider(self) -> str:
        """Return whose consent is needed, as a person reads it."""
        return {
            Way.LEADING_GROUP: f"{self.name}党务公开领导小组",
            Way.CATALOG_MAKER: f"制定目录的党组织（{self.name}）",
            Way.COLLECTIVE: f"{self.name}集体研究",
            Way.SUPERIOR: f"上级（{self.name}）",
        }[self.way]


class Ballot(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """表决结果 — heads, not names: who voted how stands in the minutes."""

    present: Heads
    favour: Heads
    against: Heads = 0
    abstained: Heads = 0
