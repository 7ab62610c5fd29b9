"""共同签署 — have those who must witness the log cosigned it, and what they cosigned?"""

from pathlib import Path

from services.archive.verify.notes import seals_of
from services.archive.verify.policy import Policy
from services.archive.verify.report import DivergenceError, IncompleteError, Report


def check_witnesses(folder: Path, policy: Policy, told: Report) -> None:
    """Read every cosignature beside the log, and find the newest size that enough cosigned.

    The checkpoints themselves have been compared with the entries before.

    Raises:
        DivergenceError: a cosignature is not of the checkpoint that lies there.
        IncompleteError: no checkpoint was cosigned by enough of the policy's witnesses.

    """
    for size in _sizes(folder):
        signed = _signed(folder, policy, size)
        for name in signed:
            told.witnesses[name] = max(size, told.witnesses.get(name, 0))
        if signed and policy.met_by(signed):
            told.cosigned = max(size, told.cosigned)
    if not policy.met_by(()) and not told.cosigned:
        raise IncompleteError("没有一个检查点由足够的见证人共同签署", file="cosigned")


def _sizes(folder: Path) -> list[int]:
    names = [each.name for each in (folder / "cosigned").glob("[0-9]*")]
    return sorted(int(name) for name in names if name.isdecimal())


def _signed(folder: Path, policy: Policy, size: int) -> dict[str, int]:
    signed: dict[str, int] = {}
    for file in sorted((folder / f"cosigned/{size}").glob("[!.]*")):
        signed |= _one(folder, policy, size, file.name)
    return signed


def _one(folder: Path, policy: Policy, size: int, key: str) -> dict[str, int]:
    """Return who signed in one file; a witness whom the policy does not name counts for nobody."""
    path = f"cosigned/{size}/{key}"
    try:
        text = (folder / f"checkpoints/{size}").read_bytes().partition(b"\n\n")[0] + b"\n"
        lines = (folder / path).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        if (folder / f"checkpoints/{size}").exists():
            return {}  # a log at work drops cosignatures once later ones take their place
        raise IncompleteError("缺少见证人签署的检查点", file=f"checkpoints/{size}") from error
    except OSError as error:
        raise IncompleteError("缺少见证人签署的检查点", file=f"checkpoints/{size}") from error
    except UnicodeDecodeError as error:
        raise DivergenceError("见证人的签名格式有误", file=path) from error
    found = policy.signed_by(seals_of(lines, path), text)
    if not found and key in {each.key.id.hex() for each in policy.witnesses.values()}:
        raise DivergenceError("见证人的签名与检查点不符", file=path)
    return found
