"""Who is asking: sessions, passwords, and patience with wrong tries."""

import subprocess
import sys
from datetime import timedelta
from string import ascii_letters, digits

import pytest
from argon2 import PasswordHasher
from sqlalchemy import create_engine

from shared.auth import (
    Credentials,
    NotLoggedInError,
    PasswordTooLongError,
    PasswordTooPlainError,
    PasswordTooShortError,
    SessionExpiredError,
    Sessions,
    TooManyTriesError,
    WrongPasswordError,
    check_password,
)
from shared.clock import Clock
from shared.testing import NOON
from shared.throttle import Throttle, one_try

BASE64 = ascii_letters + digits + "-_"
PERSON = "00000000-0000-4000-8000-0000000000bb"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
GOOD = "青岚县的春天来了10"


class Hands:
    """The hands of a clock, moved by the test."""

    def __init__(self):
        self.time = NOON

    def __call__(self):
        return self.time

    def move(self, **by):
        self.time += timedelta(**by)


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def clock(hands):
    return Clock(source=hands)


@pytest.fixture
def sessions(clock):
    return Sessions(b"k" * 32, clock)


@pytest.fixture
def credentials(home):
    engine = create_engine(f"sqlite:///{home / 'logins.db'}")
    yield Credentials(engine, CHEAP)
    engine.dispose()


def test_a_session_says_who_logged_in(sessions):
    session = sessions.read(sessions.issue(PERSON, "王芳"))
    assert (session.person, session.name, session.begun) == (PERSON, "王芳", NOON)


def test_without_a_token_nobody_is_logged_in(sessions):
    with pytest.raises(NotLoggedInError):
        sessions.read(None)


@pytest.mark.parametrize("at", [0, 30, -1])
def test_a_token_changed_in_one_place_is_worth_nothing(sessions, at):
    token = sessions.issue(PERSON, "王芳")
    changed = ("A" if token[at] != "A" else "B").join([token[:at], token[at:][1:]])
    assert changed != token
    assert sessions.visit(changed).state == "forged"


def test_the_spare_bits_of_a_signature_are_no_second_spelling_of_it(sessions):
    token = sessions.issue(PERSON, "王芳")
    spellings = {f"{token[:-1]}{last}" for last in BASE64} - {token}
    assert {sessions.visit(spelling).state for spelling in spellings} == {"forged"}


@pytest.mark.parametrize("token", ["x", "a.b", "....", "é", "e30.e30", "\x00" * 9])
def test_nonsense_is_no_token(sessions, token):
    assert sessions.visit(token).state == "forged"


def test_a_token_signed_with_another_secret_is_worth_nothing(sessions, clock):
    other = Sessions(b"o" * 32, clock)
    assert sessions.visit(other.issue(PERSON, "王芳")).state == "forged"


def test_a_session_that_is_not_used_expires(sessions, hands):
    token = sessions.issue(PERSON, "王芳")
    hands.move(hours=4)
    with pytest.raises(SessionExpiredError):
        sessions.read(token)


def test_a_session_in_use_is_renewed_every_hour_and_ends_after_twelve(sessions, hands):
    token = sessions.issue(PERSON, "王芳")
    assert sessions.renewed(sessions.read(token)) is None
    for _ in range(11):
        hands.move(hours=1)
        token = sessions.renewed(sessions.read(token))
    hands.move(hours=1)
    assert sessions.visit(token).state == "expired"


def test_a_new_password_ends_what_was_begun_with_the_old_one(sessions, clock, hands):
    before = sessions.issue("p1", "李明")
    another = sessions.issue("p2", "王芳")
    hands.move(minutes=1)
    sessions.end("p1")
    hands.move(hours=1, minutes=30)
    assert sessions.visit(before).state == "expired"
    assert sessions.visit(another).state == "known"
    assert sessions.visit(sessions.issue("p1", "李明")).state == "known"
    assert Sessions(b"another house" * 3, clock).visit(before).state == "forged"


def test_a_login_begun_with_the_old_password_ends_with_it(sessions, clock, hands):
    began = clock.now()
    hands.move(seconds=1)
    sessions.end("p2")
    with pytest.raises(SessionExpiredError):
        sessions.issue("p2", "李明", begun=began)
    assert sessions.visit(sessions.issue("p2", "李明")).state == "known"


def test_after_logging_out_a_copy_of_the_cookie_is_refused(sessions, hands):
    token = sessions.issue(PERSON, "王芳")
    hands.move(hours=2)
    copy = sessions.renewed(sessions.read(token))
    sessions.revoke(sessions.read(copy))
    assert {sessions.visit(each).state for each in (token, copy)} == {"expired"}


def test_the_right_password_says_whose_it_is(credentials):
    credentials.keep("wang.fang", PERSON, GOOD)
    assert credentials.check(" Wang.Fang ", GOOD) == PERSON


def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(credentials):
    credentials.keep("wang.fang", PERSON, GOOD)
    assert credentials.check("wang.fang", "错误的密码0123") is None
    assert credentials.check("nobody", GOOD) is None


def test_an_unknown_login_costs_as_much_work_as_a_known_one(home):
    worked = []

    class Counting(PasswordHasher):
        def verify(self, *args):
            worked.append(args[0])
            return super().verify(*args)

    engine = create_engine(f"sqlite:///{home / 'logins.db'}")
    Credentials(engine, Counting(time_cost=1, memory_cost=8, parallelism=1)).check("nobody", GOOD)
    engine.dispose()
    assert len(worked) == 1


def test_outside_the_tests_a_hash_costs_what_its_makers_advise():
    plain = "from shared.auth import HASHER; print(HASHER.time_cost, HASHER.memory_cost)"
    told = subprocess.run([sys.executable, "-c", plain], capture_output=True, text=True, check=True)

    assert [int(each) for each in told.stdout.split()] >= [3, 65_536]


def test_only_an_argon2id_hash_is_kept(credentials, home):
    credentials.keep("wang.fang", PERSON, GOOD)
    kept = b"".join(path.read_bytes() for path in home.iterdir())
    assert b"$argon2id$" in kept
    assert GOOD.encode() not in kept


def test_a_hash_is_made_anew_when_its_parameters_have_changed(credentials, home):
    credentials.keep("wang.fang", PERSON, GOOD)
    stronger = Credentials(
        credentials._engine, PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    )
    assert stronger.check("wang.fang", GOOD) == PERSON
    assert b"m=16,t=2,p=1" in (home / "logins.db").read_bytes()


def test_a_new_password_replaces_the_old_one(credentials):
    credentials.keep("wang.fang", PERSON, GOOD)
    credentials.keep("wang.fang", PERSON, GOOD + "新")
    assert credentials.check("wang.fang", GOOD) is None
    assert credentials.check("wang.fang", GOOD + "新") == PERSON


def test_a_forgotten_person_logs_in_no_more(credentials):
    credentials.keep("wang.fang", PERSON, GOOD)
    credentials.forget(PERSON)
    assert credentials.check("wang.fang", GOOD) is None


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("九个字符的密码吗呢", PasswordTooShortError),
        ("长" * 201, PasswordTooLongError),
        ("ababababab", PasswordTooPlainError),
        ("Wang.Fang.1", PasswordTooPlainError),
    ],
)
def test_a_poor_password_is_refused_and_named(password, rule):
    with pytest.raises(rule) as refused:
        check_password(password, login="wang.fang.1")
    assert (refused.value.field, refused.value.status) == ("password", 422)


def test_the_least_length_is_a_setting():
    assert check_password("短而可用", least=4) == "短而可用"


def test_each_failure_beyond_the_free_ones_doubles_the_wait(clock, hands):
    throttle, waits = Throttle(clock, free=3), []
    for _ in range(3):
        throttle.enter("wang.fang", "10.0.0.1")
    for _ in range(4):
        with pytest.raises(TooManyTriesError) as refused:
            throttle.enter("wang.fang", "10.0.0.1")
        waits.append(refused.value.retry_after)
        hands.move(seconds=waits[-1])
        throttle.enter("wang.fang", "10.0.0.1")
    assert waits == [2, 3, 5, 9]


def test_the_wait_ends_at_a_quarter_of_an_hour(clock, hands):
    throttle, longest = Throttle(clock, free=1), 15 * 60 + 1
    for _ in range(20):
        throttle.enter("wang.fang", "10.0.0.1")
        hands.move(seconds=longest)
    throttle.enter("wang.fang", "10.0.0.1")
    with pytest.raises(TooManyTriesError) as refused:
        throttle.enter("wang.fang", "10.0.0.1")
    assert refused.value.retry_after == longest


def test_failures_are_forgotten_after_a_long_rest(clock, hands):
    throttle = Throttle(clock, free=1)
    for _ in range(5):
        throttle.enter("wang.fang", "10.0.0.1")
        hands.move(minutes=1)
    hands.move(minutes=31)
    throttle.enter("wang.fang", "10.0.0.1")
    hands.move(seconds=2)
    throttle.enter("wang.fang", "10.0.0.1")


def test_another_login_from_another_address_does_not_wait(clock):
    throttle = Throttle(clock, free=1)
    throttle.enter("wang.fang", "10.0.0.1")
    throttle.enter("li.ming", "10.0.0.2")
    with pytest.raises(TooManyTriesError):
        throttle.enter("wang.fang", "10.0.0.2")


def test_one_address_cannot_try_login_after_login(clock):
    throttle = Throttle(clock, free=5, free_per_address=3)
    for login in ("a", "b", "c"):
        throttle.enter(login, "10.0.0.1")
    with pytest.raises(TooManyTriesError):
        throttle.enter("d", "10.0.0.1")


def test_a_success_forgives_the_login(clock):
    throttle = Throttle(clock, free=2)
    for _ in range(10):
        with one_try(throttle, "wang.fang", "10.0.0.1"):
            pass


def test_a_refused_try_is_not_forgiven(clock):
    throttle = Throttle(clock, free=1)
    with pytest.raises(WrongPasswordError), one_try(throttle, "wang.fang", "10.0.0.1"):
        raise WrongPasswordError
    with pytest.raises(TooManyTriesError):
        throttle.enter("wang.fang", "10.0.0.1")


def test_the_memory_for_tries_is_bounded(clock):
    throttle = Throttle(clock, at_most=100)
    for n in range(1_000):
        throttle.enter(f"login-{n}", f"10.0.{n}")
    assert len(throttle._tries) == 100
