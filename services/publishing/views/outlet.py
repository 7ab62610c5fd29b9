"""出口 — the outbox as a relay reads it: the letters of channels in one gapless order."""

from dataclasses import dataclass

from msgspec import Struct, json

from services.publishing.views.channels import END, outbox, outbox_ends
from shared.record import Letter
from shared.view import Views


class _Address(Struct):
    subject: str


_address: json.Decoder[_Address] = json.Decoder(_Address)


@dataclass(frozen=True)
class Outlet:
    """The letters that wait for the channels."""

    views: Views

    def after(self, position: int, limit: int) -> list[Letter]:
        """Return the letters after a position, oldest first."""
        rows = self.views.select(
            outbox, outbox.c.position > position, order=[outbox.c.position], limit=limit
        )
        return [
            Letter(
                position=each.position,
                stream_id=each.stream_id,
                version=each.version,
                tag=each.tag,
                body=each.body.encode(),
            )
            for each in rows
        ]

    def last(self) -> int:
        """Return the position of the newest letter, 0 if there is none."""
        row = self.views.get(outbox_ends, END)
        return row.position if row else 0


def subject_of(letter: Letter) -> str:
    """Return where a channel's letter goes: channel, audience, unit."""
    return f"channels.{_address.decode(letter.body).subject}"
