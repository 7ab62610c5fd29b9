"""显示屏的请求和事实 — what may be asked of a screen or a kiosk, and what it has shown."""

from datetime import datetime
from enum import Enum
from typing import Final

from msgspec import Struct

from services.publishing.domain.terms import Scope


class Layout(Enum):
    """版式 — a wall of light that nobody touches, or a screen that people touch."""

    LED = "led"
    KIOSK = "kiosk"


LAYOUTS: Final = {Layout.LED: "电子显示屏", Layout.KIOSK: "触摸屏"}
FORM: Final = "电子显示屏"  # as catalogs call it, touched or not
FORMS: Final = {  # which approved forms a screen shows, unless its unit says otherwise
    Layout.LED: (FORM,),
    Layout.KIOSK: (FORM, "网站"),
}


class Play(Struct, frozen=True, kw_only=True):
    """播放 — one version of a disclosure, how often it was shown and when first and last (UTC)."""

    disclosure_id: str
    version: int
    times: int
    first_at: datetime
    last_at: datetime


class Described(Struct, frozen=True, kw_only=True):
    """显示屏登记内容 — ``forms``: the approved forms it shows; ``below``: also of units below."""

    name: str
    place: str
    audience: Scope
    layout: Layout
    contact: str
    forms: tuple[str, ...] = ()
    below: bool = False


class RegisterScreen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记显示屏 — ``key_digest`` is the SHA-256 (hex) of its key, which nobody keeps."""

    unit: str
    code: str
    what: Described
    key_digest: str


class ChangeScreen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """变更显示屏"""

    what: Described


class RekeyScreen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """更换显示屏密钥 — the one before opens nothing any more."""

    key_digest: str


class SuspendScreen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """停用显示屏 — its key opens nothing any more."""

    reason: str


class ReportPlays(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """报告播放"""

    plays: tuple[Play, ...]


ScreenCommand = RegisterScreen | ChangeScreen | RekeyScreen | SuspendScreen | ReportPlays


class ScreenRegistered(Struct, frozen=True, kw_only=True, tag="publishing.screen.registered.v1"):
    """显示屏已登记"""

    unit: str
    code: str
    name: str
    place: str
    audience: str
    layout: str
    contact: str
    forms: tuple[str, ...]
    below: bool
    key_digest: str


class ScreenChanged(Struct, frozen=True, kw_only=True, tag="publishing.screen.changed.v1"):
    """显示屏已变更"""

    unit: str
    name: str
    place: str
    audience: str
    layout: str
    contact: str
    forms: tuple[str, ...]
    below: bool


class ScreenRekeyed(Struct, frozen=True, kw_only=True, tag="publishing.screen.rekeyed.v1"):
    """显示屏密钥已更换"""

    unit: str
    key_digest: str


class ScreenSuspended(Struct, frozen=True, kw_only=True, tag="publishing.screen.suspended.v1"):
    """显示屏已停用"""

    unit: str
    reason: str


class ScreenReported(Struct, frozen=True, kw_only=True, tag="publishing.screen.reported.v1"):
    """显示屏已报告播放"""

    unit: str
    plays: tuple[Play, ...]


ScreenEvent = ScreenRegistered | ScreenChanged | ScreenRekeyed | ScreenSuspended | ScreenReported
