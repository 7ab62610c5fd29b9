"""专题标签 — themes and plans that items of many units serve, so that one page gathers them."""

from typing import Annotated
from uuid import UUID, uuid5

from msgspec import Meta, Struct

from shared.decider import Decider, InvalidError, RejectedError
from shared.record import Cause

MOST = 10  # themes of one item
Theme = Annotated[str, Meta(min_length=1, max_length=30)]


class TagItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """标明专题 — all themes of an item, as they are to stand; none takes the last off."""

    themes: tuple[Theme, ...] = ()


class Tagging(Struct, frozen=True, kw_only=True):
    """标明专题 — with the item, and the themes that its unit or one above it knows."""

    item_id: UUID
    asked: TagItem
    known: frozenset[str]


class ItemTagged(Struct, frozen=True, kw_only=True, tag="catalog.item.tagged.v1"):
    """事项专题已标明"""

    item_id: UUID
    unit: str
    themes: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    tagged_by: str


class Tags(Struct, frozen=True):
    """What must be remembered: the themes of one item."""

    themes: tuple[str, ...] = ()


class ThemeUnknownError(InvalidError):
    """这个专题没有写进本单位或者上级的实施方案。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the theme."""
        return f"专题“{self.args[0]}”没有写进本单位或者上级的实施方案，请先写进方案。"


class ThemesTooManyError(InvalidError):
    """一个事项最多标明10个专题，同一个专题不能标两次。"""


class ThemesSameError(RejectedError):
    """专题没有变化，不用重新标明。"""


def tags_id_of(item_id: UUID) -> UUID:
    """Return the stream of an item's themes."""
    return uuid5(item_id, "themes")


def decide(command: Tagging, tags: Tags, cause: Cause) -> list[ItemTagged]:
    """Answer somebody who says which themes an item serves."""
    themes = command.asked.themes
    if len(themes) > MOST or len(set(themes)) < len(themes):
        raise ThemesTooManyError(field="themes")
    for each in themes:
        if each not in command.known:
            raise ThemeUnknownError(each, field="themes")
    if set(themes) == set(tags.themes):
        raise ThemesSameError
    return [
        ItemTagged(
            item_id=command.item_id,
            unit=cause.unit,
            themes=themes,
            added=tuple(each for each in themes if each not in tags.themes),
            removed=tuple(each for each in tags.themes if each not in themes),
            tagged_by=cause.actor,
        )
    ]


def evolve(_: Tags, event: ItemTagged) -> Tags:
    """Return the themes of the item after an event."""
    return Tags(event.themes)


TAGS: Decider[Tagging, Tags, ItemTagged] = Decider(Tags(), decide, evolve)
