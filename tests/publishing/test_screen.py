"""Rules of screens: registered with a key, without one out of use; they say what they showed."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from services.publishing.domain.board import NotKeeperError, PersonalContactError
from services.publishing.domain.screen import (
    SCREEN,
    NotThisScreenError,
    PlaysError,
    ScreenAudienceError,
    ScreenFieldError,
    ScreenKnownError,
    ScreenReasonError,
    ScreenSuspendedError,
    ScreenUnknownError,
)
from services.publishing.domain.screen_words import (
    ChangeScreen,
    Described,
    Layout,
    Play,
    RegisterScreen,
    RekeyScreen,
    ReportPlays,
    ScreenChanged,
    ScreenRegistered,
    ScreenRekeyed,
    ScreenReported,
    ScreenSuspended,
    SuspendScreen,
)
from services.publishing.domain.terms import Scope
from shared.testing import NOON, UNIT, Given
from tests.publishing.examples import OTHER_UNIT

WHAT = Described(
    name="大厅显示屏",
    place="一楼大厅",
    audience=Scope.SOCIETY,
    layout=Layout.LED,
    contact="办公室 84021234",
)
TOLD = {
    "name": "大厅显示屏",
    "place": "一楼大厅",
    "audience": "society",
    "layout": "led",
    "contact": "办公室 84021234",
    "forms": ("电子显示屏",),
    "below": False,
}
REGISTER = RegisterScreen(unit=UNIT, code="P-1", what=WHAT, key_digest="a" * 64)
REGISTERED = ScreenRegistered(unit=UNIT, code="P-1", key_digest="a" * 64, **TOLD)
SUSPENDED = ScreenSuspended(unit=UNIT, reason="维修")
PLAY = Play(
    disclosure_id="11111111-1111-4111-8111-111111111111",
    version=1,
    times=3,
    first_at=NOON - timedelta(minutes=9),
    last_at=NOON,
)
KEEPER = {"by": "p", "post": "publisher"}
ITSELF = {"by": "s", "post": "screen"}


def test_a_publisher_registers_a_screen_once():
    Given(SCREEN).when(REGISTER, **KEEPER).then(REGISTERED)
    Given(SCREEN, REGISTERED).when(REGISTER, **KEEPER).then_rejected(ScreenKnownError)
    Given(SCREEN).when(REGISTER, by="m", post="member").then_rejected(NotKeeperError)
    Given(SCREEN).when(REGISTER, unit=OTHER_UNIT, **KEEPER).then_rejected(NotKeeperError)


@pytest.mark.parametrize("field", ["name", "place", "contact"])
def test_every_field_is_filled(field):
    wrong = replace(REGISTER, what=replace(WHAT, **{field: " "}))
    Given(SCREEN).when(wrong, **KEEPER).then_rejected(ScreenFieldError, field=field)


def test_wrong_fields_are_named():
    nobody = replace(REGISTER, what=replace(WHAT, audience=Scope.PERSONS))
    Given(SCREEN).when(nobody, **KEEPER).then_rejected(ScreenAudienceError, field="audience")
    private = replace(REGISTER, what=replace(WHAT, contact="13812345678"))
    Given(SCREEN).when(private, **KEEPER).then_rejected(PersonalContactError, field="contact")
    long = replace(REGISTER, code="x" * 33)
    Given(SCREEN).when(long, **KEEPER).then_rejected(ScreenFieldError, field="code")


def test_a_screen_is_changed_and_may_show_other_forms():
    what = replace(WHAT, layout=Layout.KIOSK, forms=("网站",), below=True)
    changed = ScreenChanged(
        unit=UNIT, **TOLD | {"layout": "kiosk", "forms": ("网站",), "below": True}
    )
    Given(SCREEN, REGISTERED).when(ChangeScreen(what=what), **KEEPER).then(changed)
    usual = replace(what, forms=())
    by_default = replace(changed, forms=("电子显示屏", "网站"))
    Given(SCREEN, REGISTERED, changed).when(ChangeScreen(what=usual), **KEEPER).then(by_default)


def test_a_key_is_replaced_and_taken_away():
    rekeyed = ScreenRekeyed(unit=UNIT, key_digest="b" * 64)
    rekey = RekeyScreen(key_digest="b" * 64)
    Given(SCREEN, REGISTERED).when(rekey, **KEEPER).then(rekeyed)
    suspend = SuspendScreen(reason="维修")
    Given(SCREEN, REGISTERED).when(suspend, **KEEPER).then(SUSPENDED)
    empty = Given(SCREEN, REGISTERED).when(SuspendScreen(reason=""), **KEEPER)
    empty.then_rejected(ScreenReasonError, field="reason")
    Given(SCREEN, REGISTERED, SUSPENDED).when(suspend, **KEEPER).then_rejected(ScreenSuspendedError)
    Given(SCREEN, REGISTERED, SUSPENDED).when(rekey, **KEEPER).then(rekeyed)
    Given(SCREEN, REGISTERED, SUSPENDED, rekeyed).when(suspend, **KEEPER).then(SUSPENDED)


@pytest.mark.parametrize(
    "command", [ChangeScreen(what=WHAT), RekeyScreen(key_digest="b"), SuspendScreen(reason="x")]
)
def test_what_is_not_registered_is_not_found(command):
    Given(SCREEN).when(command, **KEEPER).then_rejected(ScreenUnknownError)
    Given(SCREEN, REGISTERED).when(command, by="m", post="member").then_rejected(NotKeeperError)


def test_a_screen_tells_itself_what_it_has_shown():
    report = ReportPlays(plays=(PLAY,))
    told = ScreenReported(unit=UNIT, plays=(PLAY,))
    Given(SCREEN, REGISTERED).when(report, **ITSELF).then(told)
    Given(SCREEN, REGISTERED, told).when(report, **ITSELF).then(told)
    Given(SCREEN, REGISTERED).when(report, **KEEPER).then_rejected(NotThisScreenError)
    Given(SCREEN).when(report, **ITSELF).then_rejected(NotThisScreenError)
    closed = Given(SCREEN, REGISTERED, SUSPENDED)
    closed.when(report, **ITSELF).then_rejected(ScreenSuspendedError)


@pytest.mark.parametrize(
    "plays",
    [
        (replace(PLAY, times=0),),
        (replace(PLAY, first_at=NOON + timedelta(seconds=1)),),
        (replace(PLAY, last_at=NOON + timedelta(hours=1)),),
        (PLAY,) * 201,
        (),
    ],
)
def test_a_report_that_cannot_be_is_refused(plays):
    asked = Given(SCREEN, REGISTERED).when(ReportPlays(plays=plays), **ITSELF)
    asked.then_rejected(PlaysError, field="plays")
