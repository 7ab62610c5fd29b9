"""Become another program that the kernel ends as soon as the parent is gone.

Run as a script, ``tethered.py PARENT PROGRAM ARGUMENTS…``: a launcher that is killed
with -9 can clean up nothing itself, and two servers on one store would lose letters.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, program: str, *arguments: str) -> None:
    """Tie this process to its parent, then become the program."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == parent:  # else the parent went before the knot was tied
        os.execv(program, [program, *arguments])  # noqa: S606 — no shell is wanted


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
