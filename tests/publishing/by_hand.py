"""Examples of what is shown by hand: a matter, its members, files, and the posts that record it."""

from datetime import UTC, date, datetime

from services.publishing.domain.showing_words import Matter
from services.publishing.domain.terms import Attachment, Phase, Scope
from shared.testing import UNIT

NOW = datetime(2025, 11, 3, 9, tzinfo=UTC)  # 17 o'clock in Beijing
HELD = datetime(2025, 11, 3, 8, tzinfo=UTC)
LEAVE = "大额资金使用"
MINUTES = Attachment(name="会议记录.pdf", sha256="ab" * 32, sm3="cd" * 32, size=9, kind="pdf")
TWELVE = tuple(f"党员{n:02}" for n in range(1, 13))
MATTER = Matter(
    disclosure_id="22222222-2222-4222-8222-222222222222",
    unit=UNIT,
    item_id="11111111-1111-4111-8111-111111111111",
    title="办公专网设备更新经费使用",
    version=1,
    forms=("会议",),
    scope=Scope.PARTY,
    phase=Phase.INNER,
    disclose_on=date(2025, 11, 3),
)
AS_PUBLISHER = {"by": "publisher", "post": "publisher", "at": NOW}
