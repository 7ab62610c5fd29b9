"""Rules of notice boards: registered once, changed, out of use and in use again."""

import pytest
from msgspec.structs import replace

from services.publishing.domain.board import (
    BOARD,
    AudienceNotInSchemeError,
    BoardAudienceError,
    BoardFieldError,
    BoardInUseError,
    BoardKnownError,
    BoardSuspendedError,
    BoardUnknownError,
    NotKeeperError,
    PersonalContactError,
    SuspensionReasonError,
)
from services.publishing.domain.board_words import (
    BoardChanged,
    BoardRegistered,
    BoardResumed,
    BoardSuspended,
    ChangeBoard,
    RegisterBoard,
    ResumeBoard,
    SuspendBoard,
)
from services.publishing.domain.terms import Scope
from shared.testing import UNIT, Given
from tests.publishing.examples import OTHER_UNIT

REGISTER = RegisterBoard(
    unit=UNIT,
    code="QL-01",
    name="一楼大厅公开栏",
    place="县委大院一号楼一楼大厅",
    audience=Scope.PARTY,
    fixed=True,
    contact="0573-8402 1234",
)
REGISTERED = BoardRegistered(
    unit=UNIT,
    code="QL-01",
    name="一楼大厅公开栏",
    place="县委大院一号楼一楼大厅",
    audience="party",
    fixed=True,
    contact="0573-8402 1234",
)
CHANGE = ChangeBoard(
    name="大厅公开栏",
    place="县委大院一号楼一楼大厅",
    audience=Scope.SOCIETY,
    fixed=False,
    contact="0573-8402 1234",
)
SUSPENDED = BoardSuspended(unit=UNIT, reason="大厅装修")
KEEPER = {"by": "p", "post": "publisher"}


def test_a_publisher_registers_a_board():
    Given(BOARD).when(REGISTER, **KEEPER).then(REGISTERED)


def test_the_same_number_is_registered_once():
    Given(BOARD, REGISTERED).when(REGISTER, **KEEPER).then_rejected(BoardKnownError, field="code")


@pytest.mark.parametrize("post", ["clerk", "member", "approver"])
def test_nobody_else_registers_one(post):
    Given(BOARD).when(REGISTER, by="c", post=post).then_rejected(NotKeeperError)
    Given(BOARD).when(REGISTER, unit=OTHER_UNIT, **KEEPER).then_rejected(NotKeeperError)


@pytest.mark.parametrize("field", ["code", "name", "place", "contact"])
@pytest.mark.parametrize("value", ["", " ", "长" * 101])
def test_every_field_is_filled_and_none_too_long(field, value):
    wrong = replace(REGISTER, **{field: value})
    Given(BOARD).when(wrong, **KEEPER).then_rejected(BoardFieldError, field=field)


@pytest.mark.parametrize("number", ["13812345678", "138 1234 5678", "１３８-1234-5678"])
def test_a_private_number_is_not_kept_for_ever(number):
    wrong = replace(REGISTER, contact=f"张三 {number}")
    Given(BOARD).when(wrong, **KEEPER).then_rejected(PersonalContactError, field="contact")


@pytest.mark.parametrize("audience", [Scope.PERSONS, Scope.APPLICANT])
def test_no_board_is_for_single_persons(audience):
    wrong = replace(REGISTER, audience=audience)
    Given(BOARD).when(wrong, **KEEPER).then_rejected(BoardAudienceError, field="audience")


@pytest.mark.parametrize(
    ("audience", "allowed"), [(Scope.SOCIETY, ("党内",)), (Scope.PARTY, ("社会",))]
)
def test_the_scheme_says_for_whom_boards_are(audience, allowed):
    wrong = replace(REGISTER, audience=audience, allowed=allowed)
    Given(BOARD).when(wrong, **KEEPER).then_rejected(AudienceNotInSchemeError, field="audience")


def test_a_board_is_changed():
    Given(BOARD, REGISTERED).when(CHANGE, **KEEPER).then(
        BoardChanged(
            unit=UNIT,
            name="大厅公开栏",
            place="县委大院一号楼一楼大厅",
            audience="society",
            fixed=False,
            contact="0573-8402 1234",
        )
    )


def test_a_board_goes_out_of_use_with_a_reason_and_comes_back():
    begun = Given(BOARD, REGISTERED)
    begun.when(SuspendBoard(reason="大厅装修"), **KEEPER).then(SUSPENDED)
    begun.when(SuspendBoard(reason=" "), **KEEPER).then_rejected(SuspensionReasonError)
    begun.when(ResumeBoard(), **KEEPER).then_rejected(BoardInUseError)
    closed = Given(BOARD, REGISTERED, SUSPENDED)
    closed.when(SuspendBoard(reason="又"), **KEEPER).then_rejected(BoardSuspendedError)
    closed.when(ResumeBoard(), **KEEPER).then(BoardResumed(unit=UNIT))
    again = Given(BOARD, REGISTERED, SUSPENDED, BoardResumed(unit=UNIT))
    again.when(SuspendBoard(reason="大厅装修"), **KEEPER).then(SUSPENDED)
    changed = BoardChanged(
        unit=UNIT, name="x", place="x", audience="party", fixed=True, contact="x"
    )
    Given(BOARD, REGISTERED, changed).when(ResumeBoard(), **KEEPER).then_rejected(BoardInUseError)


@pytest.mark.parametrize("command", [CHANGE, SuspendBoard(reason="x"), ResumeBoard()])
def test_what_is_not_registered_is_not_found(command):
    Given(BOARD).when(command, **KEEPER).then_rejected(BoardUnknownError)
    strange = Given(BOARD, REGISTERED).when(command, by="p", post="member")
    strange.then_rejected(NotKeeperError)
