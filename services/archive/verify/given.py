"""What an auditor hands in beside the log: keys and policies, typed or in files of any editor."""

from pathlib import Path

from services.archive.verify.report import IncompleteError

MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


def key_given(given: str) -> str:
    """Return a key that is given as itself, or in a file that holds nothing else.

    Raises:
        IncompleteError: it is no key, and no file of this name can be read.

    """
    file = Path(given)
    if "\n" not in given and "\0" not in given and file.is_file():
        return text_of(file, "核验公钥文件无法读取")
    if "+" in given:
        return given
    raise IncompleteError("没有找到核验公钥文件", file=given)


def text_of(file: Path, otherwise: str) -> str:
    """Return what a text file says, whichever editor wrote it.

    Raises:
        IncompleteError: it cannot be read, or is no text; says ``otherwise``.

    """
    try:
        raw = file.read_bytes()
        coding = next((each for mark, each in MARKS if raw.startswith(mark)), "utf-8")
        return raw.decode(coding)
    except (OSError, UnicodeDecodeError) as error:
        raise IncompleteError(otherwise, file=str(file)) from error
