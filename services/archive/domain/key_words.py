"""Words of the log's signing keys: one follows another, and the one before vouches for it."""

from typing import Annotated

from msgspec import Meta, Struct

from services.archive.domain.terms import Count, Index

Words = Annotated[str, Meta(min_length=1, max_length=200)]


class IntroduceKey(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """启用新的签名密钥"""

    number: Count
    former: Words
    vkey: Words
    since: Index
    reason: Words
    note: Annotated[str, Meta(min_length=1, max_length=2_000)]


class KeyIntroduced(Struct, frozen=True, kw_only=True, tag="archive.key.introduced.v1"):
    """签名密钥已更换 — checkpoints of more than ``since`` entries are signed by another key.

    ``number`` counts the handovers, ``former`` and ``vkey`` are the verifier keys before and
    after, ``note`` is the handover (移交书) that both keys have signed, ``reason`` why.
    """

    number: int
    former: str
    vkey: str
    since: int
    reason: str
    note: str


KeyCommand = IntroduceKey
KeyEvent = KeyIntroduced
