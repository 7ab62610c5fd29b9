"""核验报告 — what was checked, what came of it, and the first thing that is wrong."""

import json
from dataclasses import asdict, dataclass, field
from enum import IntEnum
from typing import Any


class Outcome(IntEnum):
    """结论 — also the program's exit code."""

    PASSED = 0
    DIVERGED = 1
    INCOMPLETE = 2
    INTERRUPTED = 3


SENTENCES = {
    Outcome.PASSED: "核验通过：所查内容与签署的检查点完全一致。",
    Outcome.DIVERGED: "核验不通过：发现与签署的检查点不一致的内容。",
    Outcome.INCOMPLETE: "核验未完成：有文件或数据缺失、无法读取。",
    Outcome.INTERRUPTED: "核验被中断：尚未查完，不能作出结论。",
}


@dataclass(frozen=True)
class Finding:
    """发现 — what is wrong, and where: unknown numbers are -1, unknown names empty."""

    reason: str
    index: int = -1
    service: str = ""
    position: int = -1
    file: str = ""

    def __str__(self) -> str:
        places = [
            f"日志序号 {self.index}" if self.index >= 0 else "",
            f"服务 {self.service}" if self.service else "",
            f"位置 {self.position}" if self.position >= 0 else "",
            f"文件 {self.file}" if self.file else "",
        ]
        place = "，".join(filter(None, places))
        return f"{self.reason}（{place}）" if place else self.reason


class CheckError(Exception):
    """The check ended before its end."""

    outcome = Outcome.INCOMPLETE

    def __init__(
        self, reason: str, *, index: int = -1, service: str = "", position: int = -1, file: str = ""
    ) -> None:
        self.finding = Finding(reason, index, service, position, file)
        super().__init__(str(self.finding))


class DivergenceError(CheckError):
    """Something is not what was signed."""

    outcome = Outcome.DIVERGED


class IncompleteError(CheckError):
    """Something that is needed cannot be read."""


@dataclass
class Report:
    """报告 — sizes are numbers of entries; ``seconds`` is how long the check took.

    ``cosigned`` is the size of the newest checkpoint that enough witnesses have cosigned,
    ``witnesses`` up to which size each of them has, ``keys`` up to which size each of the
    log's own keys has signed (0: it still does),
    ``sm2`` the id of the SM2 key that has signed the newest checkpoint, if that was demanded.
    """

    outcome: Outcome = Outcome.INCOMPLETE
    origin: str = ""
    size: int = 0
    root: str = ""
    checkpoints: int = 0
    entries: int = 0
    ledger: bool = False
    waiting: int = 0
    cosigned: int = 0
    witnesses: dict[str, int] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    sm2: str = ""
    services: dict[str, int] = field(default_factory=dict)
    stores: dict[str, int] = field(default_factory=dict)
    first: Finding | None = None
    seconds: float = 0.0

    @property
    def sentence(self) -> str:
        """Return the conclusion as a person reads it."""
        return SENTENCES[self.outcome]

    def as_json(self) -> str:
        """Return the report for programs."""
        told: dict[str, Any] = asdict(self)
        told |= {"outcome": self.outcome.name.lower(), "sentence": self.sentence}
        return json.dumps(told, ensure_ascii=False, indent=2)
