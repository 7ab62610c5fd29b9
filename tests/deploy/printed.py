"""What the tests of the house share: reading what it prints."""


def until(program, word):
    """Read what a program prints up to a line with this word."""
    said = []
    for line in program.stdout:
        said.append(line)
        if word in line:
            return "".join(said)
    raise AssertionError("".join(said))
