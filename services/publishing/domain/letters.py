"""渠道信 — what each channel is told, complete and only what its audience may read.

A letter is a CloudEvent 1.0 in JSON. It goes out at once, with the address of the proof
instead of the proof (docs/decisions/0004-channel-letters.md). Addresses are paths below the
origin of the house, so that a house may move.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import Enum
from hashlib import sha256
from typing import Final
from urllib.parse import quote
from uuid import UUID, uuid5

from msgspec import Struct

from services.publishing.domain.terms import Attachment, Phase, Scope
from shared.record import Letter, canonical, id_at

STREAM: Final = "GK_CHANNELS"
SOURCE: Final = "/publishing"


class Channel(Enum):
    """渠道 — where a disclosure is shown; one for each form of the catalog."""

    PORTAL = "portal"
    BOARD = "board"
    MEETING = "meeting"
    DOCUMENT = "document"
    BULLETIN = "bulletin"
    CIRCULAR = "circular"
    REPLY = "reply"
    ACCOUNT = "wechat"
    MICROBLOG = "weibo"
    MESSAGE = "mms"
    TELEVISION = "tv"
    RADIO = "radio"
    NEWSPAPER = "newspaper"
    INTRANET = "intranet"
    SCREEN = "screen"
    OTHER = "other"


CHANNELS: Final = {
    "网站": Channel.PORTAL,
    "公开栏": Channel.BOARD,
    "会议": Channel.MEETING,
    "文件": Channel.DOCUMENT,
    "简报": Channel.BULLETIN,
    "通报": Channel.CIRCULAR,
    "解答": Channel.REPLY,
    "公众号": Channel.ACCOUNT,
    "微博": Channel.MICROBLOG,
    "彩信": Channel.MESSAGE,
    "电视台": Channel.TELEVISION,
    "广播": Channel.RADIO,
    "报纸": Channel.NEWSPAPER,
    "局域网": Channel.INTRANET,
    "电子显示屏": Channel.SCREEN,
    "其他形式": Channel.OTHER,
}
OUTSIDE: Final = frozenset(  # whoever carries it, anybody in the world can read it
    {
        Channel.PORTAL,
        Channel.ACCOUNT,
        Channel.MICROBLOG,
        Channel.TELEVISION,
        Channel.RADIO,
        Channel.NEWSPAPER,
    }
)


class What(Enum):
    """What became of a disclosure."""

    OPENED = "cn.gongkai.disclosure.opened.v1"
    REVISED = "cn.gongkai.disclosure.revised.v1"
    WITHDRAWN = "cn.gongkai.disclosure.withdrawn.v1"


class Enclosed(Struct, frozen=True, kw_only=True):
    """附件 — by its digests (hex); ``url`` is a path, given out to whoever may read the page."""

    name: str
    sha256: str
    sm3: str
    size: int
    kind: str
    url: str


class Matter(Struct, frozen=True, kw_only=True):
    """公开内容 — what is told. A withdrawal carries no text any more, only its explanation.

    ``content_sha256`` is that of the content in UTF-8; ``digest`` that of the approved plan;
    ``url`` and ``proof`` are paths; ``proof`` is empty for what society does not read.
    ``source_id`` and ``source_name`` tell whose matter a repost (转载) shows, else empty;
    ``summary`` is the approved short text beside the whole one (推送摘要), empty if there is none.
    """

    disclosure_id: UUID
    unit: str
    unit_name: str
    level1: str
    level2: str
    level3: str
    scope: Scope
    audience: Scope
    version: int
    title: str
    content: str
    content_sha256: str
    digest: str
    on: date
    url: str
    proof: str = ""
    explanation: str = ""
    waiver: str = ""
    attachments: tuple[Enclosed, ...] = ()
    source_id: str = ""
    source_name: str = ""
    summary: str = ""


class CloudEvent(Struct, frozen=True, kw_only=True):
    """渠道消息 — the envelope of CloudEvents 1.0."""

    id: UUID
    type: What
    time: datetime
    subject: str
    data: Matter
    source: str = SOURCE
    specversion: str = "1.0"
    datacontenttype: str = "application/json"


class Telling(Struct, frozen=True, kw_only=True):
    """One fact on its way to the channels: ``place`` is its stream and version."""

    what: What
    place: tuple[UUID, int]
    at: datetime
    channels: tuple[str, ...]
    matter: Matter


def enclosed(files: Iterable[Attachment], url: str) -> tuple[Enclosed, ...]:
    """Return the files of a version as a letter names them: none is sent, all can be fetched."""
    return tuple(
        Enclosed(
            name=each.name,
            sha256=each.sha256,
            sm3=each.sm3,
            size=each.size,
            kind=each.kind,
            url=f"{url}/files/{each.sha256}/{quote(each.name, safe='')}",
        )
        for each in files
    )


def content_sha256(content: str) -> str:
    """Return the hash by which a channel checks what it shows."""
    return sha256(content.encode()).hexdigest()


def audiences(scope: Scope, phase: Phase) -> tuple[Scope, ...]:
    """Return who has been reading a disclosure of this scope in this phase."""
    inside = Scope.PARTY if scope is Scope.SOCIETY else scope
    match phase:
        case Phase.PUBLIC:
            return (inside, Scope.SOCIETY)
        case Phase.INNER | Phase.SPOKEN:
            return (inside,)
        case Phase.NONE | Phase.REGISTERED:
            return ()


def carriers(channels: tuple[str, ...], audience: Scope) -> Iterator[Channel]:
    """Return the channels that may carry this to this audience: the scope beats the form."""
    for form in channels:
        channel = CHANNELS.get(form)
        if channel and (audience is Scope.SOCIETY or channel not in OUTSIDE):
            yield channel


def forms_of(channels: tuple[str, ...], audience: Scope) -> list[str]:
    """Return the approved forms that may be used for this audience; one of nobody's too."""
    outside = audience is not Scope.SOCIETY
    return [each for each in channels if not (outside and CHANNELS.get(each) in OUTSIDE)]


def letters(telling: Telling, position: int) -> Iterator[Letter]:
    """Return the letters of one fact for one audience, at the positions after this one."""
    (stream_id, version), matter = telling.place, telling.matter
    for channel in carriers(telling.channels, matter.audience):
        position += 1
        address = f"{channel.value}.{matter.audience.value}.{matter.unit}"
        place = uuid5(stream_id, address)
        event = CloudEvent(
            id=id_at(telling.what.value, place, version),
            type=telling.what,
            time=telling.at,
            subject=address,
            data=matter,
        )
        yield Letter(
            position=position,
            stream_id=place,
            version=version,
            tag=telling.what.value,
            body=canonical(event),
        )
