"""The rules of attachments: what a text carries is part of what is judged."""

import signal
import subprocess
import sys
from uuid import uuid4

from hypothesis import given as supposing
from hypothesis import strategies as st
from msgspec.structs import replace

from services.workflow.domain.attachment import (
    LONGEST,
    Allowance,
    AttachmentsOnWithdrawalError,
    AttachmentsTooLargeError,
    TooManyAttachmentsError,
    file_name,
)
from services.workflow.domain.attachment_words import Attachment, ProposalAttached
from services.workflow.domain.commands import Grounded, ResubmitProposal
from services.workflow.domain.proposal import PROPOSAL, StaleTextError
from services.workflow.domain.terms import Check, digest_of
from shared.files import KINDS, Arriving, Folder
from shared.testing import NOON, UNIT, Given
from tests.workflow.examples import (
    APPROVE,
    ASKED,
    BASIS,
    CHANGE_BASIS,
    LI,
    PASSED,
    PLAN,
    RESUBMITTED,
    RETURNED,
    SUBMIT,
    SUBMITTED,
    SUN,
    WITHDRAW,
)

FILE = Attachment(name="明细.txt", sha256="a" * 64, sm3="b" * 64, size=100, kind="txt")
OTHER = replace(FILE, sha256="c" * 64)
ATTACHED = ProposalAttached(unit=UNIT, attachments=(FILE,), attached_by=LI)
CARRYING = replace(SUBMITTED, digest=digest_of(PLAN, "", (FILE,)))
HISTORY = (ATTACHED, CARRYING)
CLERK = {"by": LI, "post": "clerk"}


def with_files(*files, asked=ASKED, basis=BASIS, **allowed):
    return Grounded(
        asked=asked, basis=replace(basis, attachments=files, allowance=Allowance(**allowed))
    )


def test_files_are_filed_just_before_the_text_whose_digest_is_over_them():
    Given(PROPOSAL).when(with_files(FILE), **CLERK).then(ATTACHED, CARRYING)


def test_a_text_without_files_says_nothing_of_files():
    Given(PROPOSAL).when(SUBMIT, **CLERK).then(SUBMITTED)


def test_one_file_given_twice_counts_once():
    again = replace(FILE, name="又一份.txt")

    Given(PROPOSAL).when(with_files(FILE, again), **CLERK).then(ATTACHED, CARRYING)


def test_the_digest_changes_with_every_word_about_a_file():
    changes = ({"name": "x"}, {"sha256": "d" * 64}, {"sm3": "d" * 64}, {"size": 1}, {"kind": "pdf"})
    digests = {digest_of(PLAN, "", (replace(FILE, **change),)) for change in changes}

    assert len({digest_of(PLAN, ""), digest_of(PLAN, "", (FILE,)), *digests}) == 7
    assert digest_of(PLAN, "", (FILE, OTHER)) != digest_of(PLAN, "", (OTHER, FILE))


def test_the_same_files_again_file_nothing_and_keep_what_was_passed():
    asked = ResubmitProposal(plan=PLAN)
    unchanged = replace(RESUBMITTED, plan=PLAN, digest=CARRYING.digest)
    history = Given(PROPOSAL, *HISTORY, *_passed(), RETURNED)

    history.when(with_files(FILE, asked=asked), **CLERK).then(unchanged)
    assert len(PROPOSAL.fold([*HISTORY, *_passed(), RETURNED, unchanged]).verdicts) == 3


def test_another_file_voids_what_was_passed():
    asked = ResubmitProposal(plan=PLAN)
    changed = replace(RESUBMITTED, plan=PLAN, digest=digest_of(PLAN, "", (OTHER,)))
    attached = replace(ATTACHED, attachments=(OTHER,))
    history = (*HISTORY, *_passed(), RETURNED)

    Given(PROPOSAL, *history).when(with_files(OTHER, asked=asked), **CLERK).then(attached, changed)
    after = (*history, attached, changed)
    assert PROPOSAL.fold(after).verdicts == {}
    approve = replace(APPROVE, digest=CARRYING.digest)
    Given(PROPOSAL, *after).when(approve, by=SUN, post="approver").then_rejected(StaleTextError)


def test_files_left_out_are_gone():
    asked = ResubmitProposal(plan=PLAN)
    bare = replace(RESUBMITTED, plan=PLAN, digest=digest_of(PLAN, ""))
    none = replace(ATTACHED, attachments=())

    Given(PROPOSAL, *HISTORY, RETURNED).when(with_files(asked=asked), **CLERK).then(none, bare)


def test_too_many_and_too_much_are_refused():
    for rule, allowed in (
        (TooManyAttachmentsError, {"most": 1}),
        (AttachmentsTooLargeError, {"size": 199}),
    ):
        command = with_files(FILE, OTHER, **allowed)
        Given(PROPOSAL).when(command, **CLERK).then_rejected(rule, field="attachments")
    Given(PROPOSAL).when(with_files(FILE, OTHER, most=2, size=200), **CLERK).then(
        replace(ATTACHED, attachments=(FILE, OTHER)),
        replace(SUBMITTED, digest=digest_of(PLAN, "", (FILE, OTHER))),
    )


def test_a_withdrawal_carries_none():
    command = with_files(FILE, asked=WITHDRAW, basis=CHANGE_BASIS)

    Given(PROPOSAL).when(command, **CLERK).then_rejected(AttachmentsOnWithdrawalError)


@supposing(st.text(max_size=300), st.sampled_from(sorted(KINDS)))
def test_whatever_it_is_called_a_file_has_a_plain_name_with_its_true_ending(name, kind):
    plain = file_name(name, kind)

    assert file_name(plain, kind) == plain
    assert len(plain) <= LONGEST
    assert plain.isprintable() or " " in plain
    assert not set(plain) & set('/\\<>:"|?*\u202e\u0000')


KILLED = """
import asyncio, sys
from datetime import datetime, UTC
from pathlib import Path
from uuid import UUID
from shared.files import Arriving, Folder

async def pieces():
    for n in range(1000):
        yield b"0123456789" * 10_000
        print(n, flush=True)
        sys.stdin.readline()

home = Path(sys.argv[1])
desk = Arriving(home / "uploads", Folder(home / "files"), limit=10**9)
desk.begin(UUID(sys.argv[2]), "li", "大.txt", 10**8, datetime(2026, 7, 1, tzinfo=UTC))
asyncio.run(desk.take(UUID(sys.argv[2]), "li", 0, pieces()))
"""


async def test_a_process_killed_in_the_middle_loses_no_more_than_its_last_piece(home):
    upload = uuid4()
    taker = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(home), str(upload)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    for n in range(5):
        assert taker.stdout.readline() == f"{n}\n"
        taker.stdin.write("\n")
        taker.stdin.flush()
    taker.send_signal(signal.SIGKILL)
    taker.communicate()

    desk = Arriving(home / "uploads", Folder(home / "files"), limit=10**9)
    whole = b"0123456789" * 10**7
    received = desk.received(upload)
    assert 400_000 <= received < 1_000_000
    assert desk.begin(upload, "li", "大.txt", 10**8, NOON).length == 10**8

    async def rest():
        for start in range(received, len(whole), 1 << 20):
            yield whole[start : start + (1 << 20)]

    await desk.take(upload, "li", received, rest())
    kept = desk.finish(upload, "li")
    assert b"".join(Folder(home / "files").read(kept.sha256)) == whole


def _passed():
    return tuple(replace(each, digest=CARRYING.digest) for each in PASSED)


def test_every_check_is_among_those_passed():
    assert {each.check for each in _passed()} == set(Check)
