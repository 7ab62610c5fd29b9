"""电子来信 — what a mail says, who sent it, and which mail it is."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from hashlib import sha256
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.feedback.domain.writing import LIMITS

MAILS: Final = UUID("f0d7f7a9-6a8e-5b53-8a44-91a9b8d2c4e0")  # namespace of mails' ids
EMPTY: Final = "（来信没有正文）"
CUT: Final = "\n（来信太长，以下部分保存在收信邮箱中。）"
_TAG: Final = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_SPACE: Final = re.compile(r"\n{3,}")


class Mail(Struct, frozen=True, kw_only=True):
    """电子来信 — ``cut``: it said more than is kept here."""

    mail_id: str
    name: str
    contact: str
    content: str
    pictures: tuple[tuple[str, bytes], ...] = ()
    cut: bool = False


def read_mail(raw: bytes) -> Mail:
    """Return what a mail says, however it is put together; never fails on what somebody sent."""
    message = message_from_bytes(raw, policy=policy.default)
    name, address = parseaddr(_header(message, "From"))
    content, cut = _cut(_said(message))
    return Mail(
        mail_id=_header(message, "Message-ID").strip() or sha256(raw).hexdigest(),
        name=_line(name or address)[: LIMITS["name"]],
        contact=_line(address)[: LIMITS["contact"]],
        content=content,
        pictures=tuple(_pictures(message)),
        cut=cut,
    )


def mail_opinion(unit: str, mail_id: str) -> UUID:
    """Return the opinion that a mail becomes, however often it is fetched."""
    return uuid5(MAILS, f"{unit}/{mail_id}")


def _said(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    text = _decoded(body) if body is not None else ""
    if body is not None and body.get_content_subtype() == "html":
        text = _TAG.sub("", text.replace("<br>", "\n").replace("</p>", "\n"))
    subject = _line(_header(message, "Subject"))
    said = "\n".join(each for each in (subject, _clean(text)) if each)
    return _SPACE.sub("\n\n", said).strip() or EMPTY


def _cut(text: str) -> tuple[str, bool]:
    most = LIMITS["content"]
    if len(text) <= most:
        return text, False
    return text[: most - len(CUT)] + CUT, True


def _decoded(part: MIMEPart) -> str:
    data = part.get_payload(decode=True)
    raw = data if isinstance(data, bytes) else b""
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("utf-8", errors="replace")


def _pictures(message: EmailMessage) -> list[tuple[str, bytes]]:
    found = (part for part in message.walk() if part.get_content_maintype() == "image")
    kept = [(part.get_filename() or "附图", part.get_payload(decode=True)) for part in found]
    return [(name, data) for name, data in kept if isinstance(data, bytes)][:10]


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, "") or "")
    except (ValueError, IndexError, AttributeError):  # headers no parser can read
        return ""


def _line(text: str) -> str:
    return " ".join(_clean(text).split())


def _clean(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(each for each in plain if each in "\n\t" or each.isprintable()).strip()
