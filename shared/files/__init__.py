"""Files by what they hold: kept once under their digest, read back only if they still are that.

An upload arrives in pieces and may be resumed where it broke off. What is
kept is on disk (or in the bucket) before it is answered, and is never changed.
"""

from shared.files.arriving import Arriving, Upload
from shared.files.bucket import Bucket
from shared.files.kinds import KINDS, Kind, kind_of
from shared.files.place import (
    FileEmptyError,
    FileGoneError,
    FileInfectedError,
    FileKindError,
    FileTooLargeError,
    Folder,
    Kept,
    OffsetError,
    Place,
    Readable,
    UploadUnknownError,
    place_at,
)
from shared.files.scan import Clam, Unscanned, scanner_at

__all__ = [
    "KINDS",
    "Arriving",
    "Bucket",
    "Clam",
    "FileEmptyError",
    "FileGoneError",
    "FileInfectedError",
    "FileKindError",
    "FileTooLargeError",
    "Folder",
    "Kept",
    "Kind",
    "OffsetError",
    "Place",
    "Readable",
    "Unscanned",
    "Upload",
    "UploadUnknownError",
    "kind_of",
    "place_at",
    "scanner_at",
]
