"""见证策略 — whose word it takes before a checkpoint is believed (C2SP tlog-policy)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from services.archive.verify.notes import Cosigner, Ed25519PublicKey, Key, cosigner_of, key_of
from services.archive.verify.report import IncompleteError

NOBODY = "none"
_WORDS = {"log": (1, 2), "witness": (2, 3), "group": (3, 99), "quorum": (1, 1)}


@dataclass(frozen=True)
class Witness:
    """见证人 — the key, and where the witness is asked (empty: not from here)."""

    key: Cosigner
    url: str = ""


@dataclass(frozen=True)
class Policy:
    """见证策略 — logs, witnesses, groups of them, and the group that must have cosigned."""

    logs: tuple[Key, ...]
    witnesses: Mapping[str, Witness]
    groups: Mapping[str, tuple[int, tuple[str, ...]]]
    quorum: str

    def met_by(self, names: Collection[str]) -> bool:
        """Tell whether these witnesses together are enough."""
        return self.quorum == NOBODY or self._has_signed(self.quorum, names)

    def signed_by(self, seals: Iterable[tuple[str, str]], text: bytes) -> dict[str, int]:
        """Return which witnesses cosigned a text, and when (seconds since 1970)."""
        found: dict[str, int] = {}
        for key, seal in seals:
            for name, witness in self.witnesses.items():
                moment = witness.key.moment(key, seal, text)
                found |= {} if moment is None else {name: moment}
        return found

    def _has_signed(self, name: str, names: Collection[str]) -> bool:
        if name in self.witnesses:
            return name in names
        least, members = self.groups[name]
        return sum(self._has_signed(each, names) for each in members) >= least


def policy_of(text: str) -> Policy:
    """Read a policy file.

    Raises:
        IncompleteError: a line of it is wrong, which is named, or no quorum is given.

    """
    lines = _Lines()
    for number, line in enumerate(text.split("\n"), 1):
        words = line.split()
        if words and not words[0].startswith("#"):
            _take(lines, number, *words)
    if not lines.chosen:
        raise IncompleteError("见证策略没有写明法定数（quorum）")
    return Policy(tuple(lines.logs), lines.witnesses, lines.groups, lines.chosen)


def _take(lines: "_Lines", number: int, head: str, *words: str) -> None:
    least, most = _WORDS.get(head, (0, -1))
    if not least <= len(words) <= most:
        raise IncompleteError(f"见证策略第 {number} 行有误：不认识“{head}”，或者项数不对")
    try:
        getattr(lines, head)(*words)
    except (ValueError, IncompleteError) as error:
        raise IncompleteError(f"见证策略第 {number} 行有误：{error}") from error


@dataclass
class _Lines:
    """What has been read so far; each kind of line is a method of its name."""

    logs: list[Key] = field(default_factory=list)
    witnesses: dict[str, Witness] = field(default_factory=dict)
    groups: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    chosen: str = ""

    def log(self, vkey: str, _: str = "") -> None:
        key = key_of(vkey)
        _must_be_new(key.public, (each.public for each in self.logs))
        self.logs.append(key)

    def witness(self, name: str, vkey: str, url: str = "") -> None:
        self._must_be_free(name)
        key = cosigner_of(vkey)
        _must_be_new(key.public, (each.key.public for each in self.witnesses.values()))
        self.witnesses[name] = Witness(key, url)

    def group(self, name: str, least: str, *members: str) -> None:
        self._must_be_free(name)
        taken = {each for _, group in self.groups.values() for each in group}
        for each in members:
            self._must_be_known(each)
            if each in taken or members.count(each) > 1:
                raise ValueError(f"“{each}”只能列入一个组一次")
        count = {"any": 1, "all": len(members)}.get(least) or int(least)
        if not 1 <= count <= len(members):
            raise ValueError(f"人数“{least}”应当在 1 和 {len(members)} 之间")
        self.groups[name] = (count, members)

    def quorum(self, name: str) -> None:
        if self.chosen:
            raise ValueError("法定数（quorum）只能写一行")
        if name != NOBODY:
            self._must_be_known(name)
        self.chosen = name

    def _must_be_free(self, name: str) -> None:
        if name == NOBODY or name in self.witnesses or name in self.groups:
            raise ValueError(f"名称“{name}”已经用过")

    def _must_be_known(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise ValueError(f"前面没有“{name}”")


def _must_be_new(key: Ed25519PublicKey, known: Iterable[Ed25519PublicKey]) -> None:
    if key.public_bytes_raw() in {each.public_bytes_raw() for each in known}:
        raise ValueError("同一把公钥写了两次")
