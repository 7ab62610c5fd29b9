"""Every command on the auditors' page is one that the programs understand."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from deploy.cli import main
from services.archive.verify import __main__, examining, witnessing

PAGE = Path(__file__).parents[2] / "docs" / "audit.md"
PROGRAMS = {
    "gongkai": main,
    "gongkai-verify": __main__.main,
    "gongkai-volume": examining.main,
    "gongkai-witness": witnessing.main,
}
FILES = {  # how the page names the one file that is taken home, and what it stands for
    "python3 gongkai-verify.pyz volume": "gongkai-volume",
    "python3 gongkai-verify.pyz": "gongkai-verify",
}


def known(command):
    """Return a command as it is written where everything is installed."""
    for file, name in FILES.items():
        command = command.replace(file, name)
    return command


COMMANDS = [known(each) for each in re.findall(r"^\$ (.+)$", PAGE.read_text("utf-8"), re.MULTILINE)]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_and_its_options_are_known(command):
    name, *words = command.split()
    program = PROGRAMS[name]
    below = getattr(program, "commands", {})
    step = [words[0]] if below else []
    told = CliRunner().invoke(program, [*step, "--help"])

    assert told.exit_code == 0, told.output
    assert {each for each in words if each.startswith("--")} <= set(told.output.split()), command


def test_all_programs_and_days_are_there():
    text = PAGE.read_text("utf-8")
    days = {"--since", "--until"}
    told = CliRunner().invoke(__main__.main, ["--help"]).output

    assert {each.split()[0] for each in COMMANDS} == set(PROGRAMS)
    assert all(each in text and each in told for each in days)
