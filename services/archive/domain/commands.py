"""What may be asked of the archive. Imperative; may be refused; never stored."""

from msgspec import Struct

from services.archive.domain.assessment_words import AssessmentCommand
from services.archive.domain.consulting import ConsultingCommand
from services.archive.domain.flags import FlagCommand
from services.archive.domain.key_words import KeyCommand
from services.archive.domain.terms import Count, Digest, Index, Run
from services.archive.domain.volume_words import VolumeCommand


class SignCheckpoint(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """签署检查点"""

    size: Count
    root: Digest
    note: str
    runs: tuple[Run, ...]


class RaiseAlarm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """发出警报"""

    service: str
    position: Count
    archived: Digest
    heard: Digest


class RecordObjection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """记录见证人的异议"""

    witness: str
    size: Count
    status: int
    theirs: Index
    evidence: Digest


Command = (
    SignCheckpoint
    | RaiseAlarm
    | RecordObjection
    | KeyCommand
    | VolumeCommand
    | ConsultingCommand
    | AssessmentCommand
    | FlagCommand
)
