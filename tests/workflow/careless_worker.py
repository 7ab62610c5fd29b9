"""A worker that gives back what it was given, as a broken one might."""

import sys

if __name__ == "__main__":
    _, _, data = sys.stdin.buffer.read().partition(b"\n")
    sys.stdout.buffer.write(b'{"kind":"txt"}\n' + data)
