"""Rules of what hangs on a board: for whom, proved by which photo, until when."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from services.publishing.domain.audience import may_show
from services.publishing.domain.board import (
    BoardSuspendedError,
    BoardUnknownError,
    NotKeeperError,
)
from services.publishing.domain.board_words import (
    Alike,
    BoardNow,
    ConfirmSheet,
    Matter,
    Photo,
    PostSheet,
    RemoveSheet,
    SheetConfirmed,
    SheetPosted,
    SheetRemoved,
)
from services.publishing.domain.disclosure import WithdrawnError
from services.publishing.domain.sheet import (
    SHEET,
    AlreadyPostedError,
    AudienceTooWideError,
    BeforeOpeningError,
    ConfirmationMissingError,
    DueMissingError,
    DueWrongError,
    FormNotApprovedError,
    FutureError,
    NothingDoubtfulError,
    NotPostedError,
    OwnPhotoError,
    PhotoMissingError,
    RemovedBeforePostedError,
    SamePhotoError,
    TimeMissingError,
)
from services.publishing.domain.terms import Phase, Scope
from shared.testing import NOON, UNIT, Given
from tests.publishing.examples import OTHER_UNIT

EARLIER = NOON - timedelta(hours=1)
DUE = date(2026, 7, 10)
PHOTO = Photo(sha256="a" * 64, size=9, kind="jpg", likeness="0" * 32)
OTHER = Photo(sha256="b" * 64, size=9, kind="jpg", likeness="f" * 32)
BOARD = BoardNow(board_id="b1", unit=UNIT, audience=Scope.PARTY)
MATTER = Matter(
    disclosure_id="d1",
    unit=UNIT,
    version=1,
    digest="d" * 64,
    scope=Scope.SOCIETY,
    phase=Phase.INNER,
    channels=("会议", "公开栏"),
    opened_at=EARLIER,
    ends_on=DUE,
)
POST = PostSheet(board=BOARD, matter=MATTER, photo=PHOTO, posted_at=NOON, due_on=DUE)
POSTED = SheetPosted(
    unit=UNIT,
    board_id="b1",
    disclosure_id="d1",
    version=1,
    digest="d" * 64,
    audience="party",
    poster="p",
    photo=PHOTO,
    posted_at=NOON,
    due_on=DUE,
)
ALIKE = Alike(board_id="b2", disclosure_id="d2", same=True)
DOUBTFUL = replace(POSTED, alike=(ALIKE,))
REMOVE = RemoveSheet(photo=OTHER, removed_at=NOON)
REMOVED = SheetRemoved(
    unit=UNIT, board_id="b1", disclosure_id="d1", version=1, photo=OTHER, removed_at=NOON
)
CONFIRMED = SheetConfirmed(
    unit=UNIT, board_id="b1", disclosure_id="d1", version=1, note="已到现场查看"
)
KEEPER = {"by": "p", "post": "publisher"}


def posted(**changes):
    return Given(SHEET).when(replace(POST, **changes), **KEEPER)


def test_with_board_photo_poster_and_time_it_hangs():
    posted().then(POSTED)


def test_without_any_of_them_it_does_not():
    posted(board=replace(BOARD, board_id="")).then_rejected(BoardUnknownError, field="board_id")
    posted(photo=None).then_rejected(PhotoMissingError, field="photo")
    posted(posted_at=None).then_rejected(TimeMissingError, field="posted_at")
    posted(due_on=None).then_rejected(DueMissingError, field="due_on")
    Given(SHEET).when(POST, by="c", post="clerk").then_rejected(NotKeeperError)


def test_what_has_no_end_hangs_until_it_is_replaced():
    matter = replace(MATTER, ends_on=None)
    posted(matter=matter, due_on=None).then(replace(POSTED, due_on=None))


@pytest.mark.parametrize("due", [date(2026, 6, 30), date(2026, 7, 11)])
def test_it_comes_down_after_it_went_up_and_no_later_than_its_end(due):
    posted(due_on=due).then_rejected(DueWrongError, field="due_on")


def test_its_time_is_neither_ahead_nor_before_it_could_be_read():
    later = NOON + timedelta(minutes=1)
    posted(posted_at=later).then_rejected(FutureError, field="posted_at")
    before = EARLIER - timedelta(seconds=1)
    posted(posted_at=before).then_rejected(BeforeOpeningError, field="posted_at")


def test_what_was_opened_within_this_minute_may_hang_at_once():
    matter = replace(MATTER, opened_at=NOON + timedelta(seconds=40))
    posted(matter=matter).then(POSTED)


def test_it_hangs_only_where_and_while_it_may():
    posted(board=replace(BOARD, active=False)).then_rejected(BoardSuspendedError)
    posted(matter=replace(MATTER, withdrawn=True)).then_rejected(WithdrawnError)
    posted(matter=replace(MATTER, channels=("网站",))).then_rejected(FormNotApprovedError)
    wide = replace(BOARD, audience=Scope.SOCIETY)
    posted(board=wide).then_rejected(AudienceTooWideError, field="board_id")


@pytest.mark.clause("S3-52")
def test_a_board_for_everybody_takes_nothing_that_is_for_members():
    matter = replace(MATTER, scope=Scope.PARTY, phase=Phase.INNER)
    wide = replace(BOARD, audience=Scope.SOCIETY)
    posted(matter=matter, board=wide).then_rejected(AudienceTooWideError, field="board_id")
    posted(matter=matter).then(POSTED)


@pytest.mark.parametrize(
    ("scope", "phase", "widest"),
    [
        (Scope.SOCIETY, Phase.PUBLIC, 3),
        (Scope.SOCIETY, Phase.INNER, 2),
        (Scope.PARTY, Phase.INNER, 2),
        (Scope.UNIT, Phase.INNER, 1),
        (Scope.PERSONS, Phase.INNER, 0),
        (Scope.APPLICANT, Phase.INNER, 0),
        (Scope.SOCIETY, Phase.REGISTERED, 0),
        (Scope.SOCIETY, Phase.NONE, 0),
    ],
)
def test_no_place_shows_a_matter_to_more_people_than_may_read_it(scope, phase, widest):
    places = (Scope.UNIT, Scope.PARTY, Scope.SOCIETY)
    taken = [may_show(each, UNIT, UNIT, scope, phase) for each in places]

    assert taken == [True] * widest + [False] * (3 - widest)
    assert not may_show(Scope.PERSONS, UNIT, UNIT, scope, phase)
    assert not (scope is Scope.UNIT and may_show(Scope.UNIT, OTHER_UNIT, UNIT, scope, phase))


def test_the_same_version_hangs_once_and_a_new_one_takes_its_place():
    hanging = Given(SHEET, POSTED)
    hanging.when(POST, **KEEPER).then_rejected(AlreadyPostedError)
    second = replace(POST, matter=replace(MATTER, version=2), photo=OTHER)
    fact = replace(POSTED, version=2, photo=OTHER, replaced=1)
    hanging.when(second, **KEEPER).then(fact)
    Given(SHEET, POSTED, REMOVED).when(POST, **KEEPER).then(POSTED)


def test_a_photo_that_was_used_before_is_filed_with_the_doubt():
    posted(alike=(ALIKE,)).then(DOUBTFUL)


def test_somebody_else_confirms_a_doubtful_photo_in_words():
    confirm = ConfirmSheet(note="已到现场查看")
    doubtful = Given(SHEET, DOUBTFUL)
    doubtful.when(confirm, by="o", post="office").then(CONFIRMED)
    doubtful.when(confirm, **KEEPER).then_rejected(OwnPhotoError)
    doubtful.when(confirm, by="m", post="member").then_rejected(OwnPhotoError)
    empty = doubtful.when(ConfirmSheet(note=" "), by="o", post="office")
    empty.then_rejected(ConfirmationMissingError, field="note")
    settled = Given(SHEET, DOUBTFUL, CONFIRMED).when(confirm, by="o", post="office")
    settled.then_rejected(NothingDoubtfulError)


def test_it_is_taken_down_with_another_photo():
    hanging = Given(SHEET, POSTED)
    hanging.when(REMOVE, **KEEPER).then(REMOVED)
    none = replace(REMOVE, photo=None)
    hanging.when(none, **KEEPER).then_rejected(PhotoMissingError, field="photo")
    same = replace(REMOVE, photo=PHOTO)
    hanging.when(same, **KEEPER).then_rejected(SamePhotoError, field="photo")
    used = replace(REMOVE, alike=(ALIKE,))
    hanging.when(used, **KEEPER).then_rejected(SamePhotoError, field="photo")
    near = replace(ALIKE, same=False)
    copied = replace(REMOVED, alike=(near,))
    hanging.when(replace(REMOVE, alike=(near,)), **KEEPER).then(copied)
    early = replace(REMOVE, removed_at=EARLIER)
    hanging.when(early, **KEEPER).then_rejected(RemovedBeforePostedError, field="removed_at")
    hanging.when(REMOVE, by="m", post="member").then_rejected(NotKeeperError)


def test_what_does_not_hang_is_neither_taken_down_nor_confirmed():
    for given in (Given(SHEET), Given(SHEET, POSTED, REMOVED)):
        given.when(REMOVE, **KEEPER).then_rejected(NotPostedError)
        given.when(ConfirmSheet(note="x"), by="o", post="office").then_rejected(NotPostedError)
