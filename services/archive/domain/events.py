"""What has happened in the archive. Past tense; stored for ever; only ever added to.

Rename a class freely. Never touch a tag, and give every new field a default.
"""

from msgspec import Struct

from services.archive.domain.assessment_words import AssessmentEvent
from services.archive.domain.consulting import ConsultingEvent
from services.archive.domain.flags import FlagEvent
from services.archive.domain.key_words import KeyEvent
from services.archive.domain.seals import StatesSealed
from services.archive.domain.terms import Run
from services.archive.domain.volume_words import VolumeEvent


class CheckpointSigned(Struct, frozen=True, kw_only=True, tag="archive.checkpoint.signed.v1"):
    """检查点已签署 — the log had ``size`` entries under ``root`` (hexadecimal SHA-256).

    ``note`` is the signed text, ``runs`` what came in since the checkpoint before.
    """

    size: int
    root: str
    note: str
    runs: tuple[Run, ...]


class AlarmRaised(Struct, frozen=True, kw_only=True, tag="archive.alarm.raised.v1"):
    """警报已发出 — a place that was already archived was heard with other bytes.

    ``archived`` and ``heard`` are SHA-256 digests in hexadecimal.
    """

    service: str
    position: int
    archived: str
    heard: str


class WitnessObjected(Struct, frozen=True, kw_only=True, tag="archive.witness.objected.v1"):
    """见证人已提出异议 — a witness refused the checkpoint of ``size`` entries.

    ``status`` is 409 (it has cosigned another log of ``theirs`` entries) or 422 (the past
    was changed); ``evidence`` the SHA-256 of what was asked and answered, which is kept.
    """

    witness: str
    size: int
    status: int
    theirs: int
    evidence: str


Event = (
    CheckpointSigned
    | AlarmRaised
    | WitnessObjected
    | KeyEvent
    | VolumeEvent
    | StatesSealed
    | ConsultingEvent
    | AssessmentEvent
    | FlagEvent
)
