"""次序 — in the log each service's facts follow one another without a gap."""

import json
import re
from dataclasses import dataclass, field

from services.archive.verify.report import DivergenceError

_SEALED = rb'\{"commitment":"[A-Za-z0-9+/]{43}=","position":([1-9]\d*),"service":"([a-z]+)"\}'
_ONE = re.compile(_SEALED)
_LINES = re.compile(rb"^" + _SEALED + rb"$", re.MULTILINE)


@dataclass
class Order:
    """What has been seen: how many facts of each service, behind how many that were not read.

    Read from the first entry on, nothing lies behind; otherwise the first commitment of a
    service says how much does (an open fact does not tell its position).
    """

    seen: dict[str, int] = field(default_factory=dict)
    behind: dict[str, int] | None = None

    def take(self, first: int, entries: list[bytes], path: str) -> None:
        """Take neighbouring entries, of which the first has this index.

        Raises:
            DivergenceError: naming the first that does not follow, or is no entry at all.

        """
        lines = b"\n".join(entries)
        found = _LINES.findall(lines)
        if len(found) == len(entries) == lines.count(b"\n") + 1:
            for index, (position, service) in enumerate(found, first):
                self._sealed(index, service.decode(), int(position), path)
            return
        for index, entry in enumerate(entries, first):
            match = _ONE.fullmatch(entry)
            if match:
                self._sealed(index, match[2].decode(), int(match[1]), path)
            else:
                service = _service_of(entry, index, path)
                self.seen[service] = self.seen.get(service, 0) + 1

    def follow(self, later: "Order") -> bool:
        """Go on with what was read of the entries that come next; False if it does not follow."""
        behind = later.behind or {}
        if any(self.position(service) != count for service, count in behind.items()):
            return False
        for service, count in later.seen.items():
            self.seen[service] = self.seen.get(service, 0) + count
        return True

    def position(self, service: str) -> int:
        """Return the last position of a service, as far as it is known."""
        return self.seen.get(service, 0) + (self.behind or {}).get(service, 0)

    def _sealed(self, index: int, service: str, position: int, path: str) -> None:
        expected = self.seen.get(service, 0) + 1
        if self.behind is not None:
            expected += self.behind.setdefault(service, position - expected)
        if position != expected:
            raise DivergenceError(
                "位置不连续", index=index, service=service, position=position, file=path
            )
        self.seen[service] = self.seen.get(service, 0) + 1


def _service_of(entry: bytes, index: int, path: str) -> str:
    """Return whose fact an open entry is; its tag begins with the service."""
    try:
        return str(json.loads(entry)["event"]["type"]).partition(".")[0]
    except (ValueError, KeyError, TypeError) as error:
        raise DivergenceError("条目既不是事实也不是承诺值", index=index, file=path) from error
