"""组织树 — which kinds of units there are, what may stand below what, and the tree they make."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

_TOP: Final = ("县", "县委")
_OFFICES: Final = (  # bodies that have sections and Party organisations of their own
    *("县委工作机构", "县委工作部门", "县政府", "县政府工作部门", "人大机关", "政协机关"),
    *("法院", "检察院", "群团组织", "招商部门", "学校", "国有企业", "事业单位"),
)
_BODIES: Final = (*_TOP, *_OFFICES, "乡党委", "纪委")

# Kind → the kinds that may stand right above it (县实施方案 一(一)1–5). 县 has none above.
KINDS: Final[dict[str, tuple[str, ...]]] = {
    "县": (),
    "县党代会": ("县", "县委"),
    "县委": ("县", "县党代会"),
    "县委全委会": ("县", "县党代会", "县委"),
    "县委常委会": ("县", "县委", "县委全委会"),
    "纪委": ("县", "县党代会", "县委", "党委", "乡党委"),
    "纪委全委会": ("纪委",),
    "纪委常委会": ("纪委", "纪委全委会"),
    "县委工作机构": _TOP,
    "县委工作部门": _TOP,
    "县政府": _TOP,
    "县政府工作部门": (*_TOP, "县政府"),
    "人大机关": _TOP,
    "政协机关": _TOP,
    "法院": _TOP,
    "检察院": _TOP,
    "群团组织": (*_TOP, "乡党委"),
    "招商部门": (*_TOP, "县政府", "县政府工作部门"),
    "学校": (*_TOP, "县政府", "县政府工作部门", "乡党委"),
    "国有企业": (*_TOP, "县政府", "县政府工作部门"),
    "事业单位": (*_TOP, *_OFFICES, "乡党委"),
    "乡党委": _TOP,
    "党组": _BODIES,
    "党委": (*_BODIES, "党组", "党委"),
    "党总支": (*_BODIES, "党组", "党委"),
    "党支部": (*_BODIES, "党组", "党委", "党总支"),
    "科室": (*_BODIES, "党组", "党委", "科室"),
}


class Node(Struct, frozen=True, kw_only=True, gc=False):
    """单位 — ``successor`` is null while the unit exists, then who took over (or nobody: "")."""

    name: str
    kind: str
    superior: str = ""
    successor: str | None = None


class Tree(Struct, frozen=True):
    """组织树 — every unit there ever was."""

    nodes: dict[str, Node] = {}

    def line(self, unit: str) -> Iterator[str]:
        """Yield a unit and everything above it."""
        while node := self.nodes.get(unit):
            yield unit
            unit = node.superior

    def below(self, unit: str) -> list[str]:
        """Return the existing units right below one."""
        return [
            each
            for each, node in self.nodes.items()
            if node.superior == unit and node.successor is None
        ]

    def name(self, unit: str) -> str:
        """Return what a unit is called."""
        node = self.nodes.get(unit)
        return node.name if node else ""
