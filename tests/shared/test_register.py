"""Units, people and posts as every service knows them: the tree, the heirs, who held what when."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from shared.auth import Held, Sessions
from shared.clock import Clock
from shared.record import Letter, file
from shared.register import (
    Holdings,
    Renewals,
    above,
    below,
    fate,
    heir_of,
    holders,
    line,
    passwords,
    people,
    posts,
    tenures,
    units,
    within,
)
from shared.register.facts import (
    PasswordChanged,
    PersonRegistered,
    PostAssigned,
    PostEntrusted,
    PostHanded,
    PostVacated,
    SessionEnded,
    UnitDissolved,
    UnitMerged,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
)
from shared.seal import Sealed
from shared.testing import NOON, cause
from shared.view import Views

DAY = timedelta(days=1)
COUNTY = UnitRegistered(unit_id="county", name="河湾县委", kind="县委")
TOWN = UnitRegistered(unit_id="town", name="镇党委", kind="乡镇党委", superior="county")
VILLAGE = UnitRegistered(unit_id="village", name="村党支部", kind="党支部", superior="town")
OTHER = UnitRegistered(unit_id="other", name="邻村党支部", kind="党支部", superior="town")
TREE = (COUNTY, TOWN, VILLAGE, OTHER)


def given(person, post, unit):
    return PostAssigned(unit=unit, person_id=person, post=post)


class Register:
    """A service that has heard the catalog, and nothing else."""

    def __init__(self, folder):
        book = f"sqlite:///{folder}/views.db"
        self.views = Views("hearer", book, [units, people, posts, tenures, passwords])
        self.views.open()
        self.count, self.now = 0, NOON

    def hear(self, *events, at=NOON):
        for event in events:
            self.count += 1
            said = {"stream_id": UUID(int=1), "version": self.count}
            record = file(event, **said, cause=cause("admin", at=at))
            letter = Letter(position=self.count, **said, tag=record.tag, body=record.body)
            self.views.apply("catalog", [letter])

    def holdings(self, **options):
        return Holdings(self.views, Clock(source=lambda: self.now), **options)

    def ids(self, question):
        return sorted(row[0] for row in self.views.query(question))


@pytest.fixture
def register(tmp_path):
    found = Register(tmp_path)
    found.hear(*TREE)
    yield found
    found.views.close()


def test_the_tree_is_that_of_today(register):
    views = register.views
    assert list(line(views, "village")) == ["village", "town", "county"]
    assert above(views, "village") == ["town", "county"]
    assert above(views, "county") == above(views, "unknown") == []
    assert register.ids(within("town")) == ["other", "town", "village"]
    under = views.query(below("county").select())
    assert sorted((row.top, row.unit) for row in under) == [
        ("town", "other"),
        ("town", "town"),
        ("town", "village"),
    ]

    register.hear(
        UnitMoved(unit_id="village", superior="county"), UnitRenamed(unit_id="town", name="新镇")
    )

    assert above(views, "village") == ["county"]
    assert register.ids(within("town")) == ["other", "town"]
    row = views.get(units, "town")
    assert (row.name, row.kind, row.superior) == ("新镇", "乡镇党委", "county")


def test_a_tree_that_bites_its_tail_has_an_end(register):
    register.hear(UnitMoved(unit_id="county", superior="village"))

    assert set(line(register.views, "town")) == {"county", "town", "village"}
    assert register.ids(within("town")) == ["county", "other", "town", "village"]


def test_whoever_goes_on_with_a_unit_holds_their_posts_there_too(register):
    register.hear(
        *(given("li", "clerk", "village"), given("wang", "clerk", "other")),
        *(given("zhao", "office", "town"), given("li", "member", "village")),
    )
    holdings = register.holdings()
    assert holdings.of("li") == (Held("village", "clerk"), Held("village", "member"))

    register.hear(UnitMerged(unit_id="village", successor="other"))

    assert holdings.of("li") == ()
    assert register.holdings(for_life=["member"]).of("li") == (Held("village", "member"),)
    assert holdings.of("wang") == (Held("other", "clerk"), Held("village", "clerk"))
    assert holders(register.views, "village", "clerk", NOON) == {"wang"}

    register.hear(UnitDissolved(unit_id="other", successor=""))

    assert holdings.of("wang") == ()
    assert {each.unit for each in holdings.of("zhao")} == {"town", "other", "village"}
    assert heir_of(register.views, "village") == "town"
    said = {each.unit_id: fate(register.views, each) for each in register.views.select(units)}
    assert said == {
        "county": "",
        "town": "",
        "village": "（已合并，由邻村党支部承接）",
        "other": "（已撤销，由镇党委承接）",
    }


def test_holdings_are_remembered_until_a_post_changes_and_a_term_ends_by_itself(register):
    term = {"since": NOON + DAY, "until": NOON + 3 * DAY}
    register.hear(PostEntrusted(unit="town", person_id="li", post="reviewer", **term))
    holdings = register.holdings()
    assert holdings.at_hand("li") is None
    assert holdings.of("li") == holdings.at_hand("li") == ()
    assert holdings.then("li", NOON + 2 * DAY) == (Held("town", "reviewer"),)

    register.now = NOON + DAY
    assert holdings.at_hand("li") == (Held("town", "reviewer"),)
    register.now = NOON + 3 * DAY
    assert holdings.at_hand("li") == ()

    register.hear(given("li", "clerk", "town"))
    assert holdings.at_hand("li") is None
    assert holdings.of("li") == (Held("town", "clerk"),)


def test_a_service_counts_posts_in_its_own_way(register):
    register.hear(given("guest", "investor", "town"), given("guest", "member", "town"))

    def counted(row):
        return None if row.post == "investor" else Held(row.unit, row.post)

    assert register.holdings(counted=counted).of("guest") == (Held("town", "member"),)


def test_tenures_tell_who_held_a_post_on_a_day(register):
    first = date(2026, 7, 1)
    register.hear(given("li", "secretary", "town"))
    handed = PostHanded(unit="town", post="secretary", giver="li", taker="wang")
    register.hear(handed, at=NOON + 10 * DAY)
    register.hear(given("li", "secretary", "town"), at=NOON + 20 * DAY)
    gone = PostVacated(unit="town", person_id="wang", post="secretary")
    register.hear(gone, at=NOON + 20 * DAY)

    def held(after):
        rows = register.views.select(tenures, order=[tenures.c.since])
        return [row.person for row in rows if row.on(first + after * DAY)]

    assert [held(n) for n in (-1, 0, 9)] == [[], ["li"], ["li"]]
    assert [held(n) for n in (10, 19, 20)] == [["wang"], ["wang"], ["li"]]
    assert {row.by for row in register.views.select(tenures)} == {"admin"}


def test_a_term_that_was_over_is_not_made_longer_by_a_later_end(register):
    until = datetime(2026, 7, 5, tzinfo=UTC)
    register.hear(PostEntrusted(unit="town", person_id="li", post="clerk", until=until))
    register.hear(PostVacated(unit="town", person_id="li", post="clerk"), at=NOON + 30 * DAY)

    assert [row.until for row in register.views.select(tenures)] == [until]


def test_a_person_is_an_id_and_a_sealed_name(register):
    sealed = Sealed(subject="li", nonce="n", box="b", commitment="c")
    register.hear(PersonRegistered(person_id="li", sealed=sealed))

    assert register.views.get(people, "li").sealed == sealed


def test_who_logs_out_ends_one_session_and_who_changes_a_password_all_begun_before(register):
    sessions = Sessions(b"x" * 32, Clock(source=lambda: register.now), hours=12)
    here, there = (sessions.read(sessions.issue("li", "李明")) for _ in range(2))
    renewals = Renewals(register.views)

    register.hear(SessionEnded(person_id="li", session=here.mark, until=sessions.ends_at(here)))
    register.hear(SessionEnded(person_id="li", session=here.mark, until=sessions.ends_at(here)))

    assert here.id not in str(register.views.get(passwords, "li"))
    assert [renewals.end(each) for each in (here, there)] == [True, False]
    assert [renewals.at_hand(each) for each in (here, there)] == [True, False]

    later = sessions.ends_at(here) + timedelta(minutes=1)
    register.hear(SessionEnded(person_id="li", session="ab", until=later + DAY), at=later)
    [kept] = register.views.get(passwords, "li").ended  # what is over by itself is forgotten
    assert kept.mark == "ab"

    register.hear(PasswordChanged(person_id="li"), at=NOON + timedelta(minutes=1))
    assert renewals.end(there)
