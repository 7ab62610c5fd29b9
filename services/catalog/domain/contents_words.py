"""内容清单 — a unit's own list of what is to be disclosed, as its plan prints it."""

from typing import Annotated

from msgspec import Meta, Struct

LONGEST = 8_000  # characters of a list as it is pasted


class ListContents(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记内容清单 — ``text``: as printed; ``reason``: why it has another number of heads."""

    title: Annotated[str, Meta(max_length=200)] = ""
    text: Annotated[str, Meta(max_length=LONGEST)] = ""
    reason: Annotated[str, Meta(max_length=500)] = ""


class ContentHead(Struct, frozen=True, kw_only=True):
    """清单大项 — ``numbers`` as printed: a head that stands twice keeps both."""

    numbers: tuple[int, ...]
    title: str
    words: str = ""


class ContentsListed(Struct, frozen=True, kw_only=True, tag="catalog.contents.listed.v1"):
    """内容清单已登记 — ``remarks``: what was put right, so that nobody need guess."""

    unit: str
    version: int
    title: str
    heads: tuple[ContentHead, ...]
    remarks: tuple[str, ...]
    reason: str
    listed_by: str
