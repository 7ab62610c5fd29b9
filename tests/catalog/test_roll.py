"""The roll of people: found by name and login, page by page, in step with the register."""

from uuid import UUID

import pytest
from msgspec import convert
from msgspec.structs import asdict

from services.catalog.domain.events import PersonRegistered
from services.catalog.handlers.roll import SIZE, Roll
from services.catalog.views import people
from shared.record import Letter, file
from shared.seal import Keyring
from shared.testing import cause
from shared.view import Views


class Town:
    """A register of people and its roll."""

    def __init__(self, folder):
        self.keyring = Keyring(f"sqlite:///{folder}/keys.db")
        self.views = Views("catalog", f"sqlite:///{folder}/views.db", [people])
        self.views.open()
        self.roll, self.count = Roll(self.views, self.keyring), 0

    def register(self, *names):
        letters = []
        for name in names:
            self.count += 1
            who = str(UUID(int=self.count))
            new = {"person_id": who, "login": f"p{self.count:04}"}
            told = convert(new | {"sealed": asdict(self.keyring.seal(who, name))}, PersonRegistered)
            record = file(told, stream_id=UUID(who), version=1, cause=cause("a"))
            letters.append(
                Letter(
                    position=self.count,
                    stream_id=UUID(who),
                    version=1,
                    tag=record.tag,
                    body=record.body,
                )
            )
        self.views.apply("catalog", letters)


@pytest.fixture
def town(tmp_path):
    """Return a town without people."""
    town = Town(tmp_path)
    yield town
    town.views.close()
    town.keyring.close()


def names(folk):
    return [each.name for each in folk.rows]


def test_people_are_found_by_a_part_of_their_name_or_login_one_page_at_a_time(town):
    town.register(*(f"欧阳静{n}" for n in range(120)), "陈禾")

    everybody = [town.roll.find("", page) for page in (1, 2, 3, 9)]
    assert [len(each.rows) for each in everybody] == [SIZE, SIZE, 21, 21]
    assert {(each.total, each.pages) for each in everybody} == {(121, 3)}
    assert names(town.roll.find(" 陈 ")) == names(town.roll.find("p0121")) == ["陈禾"]
    assert town.roll.find("欧阳").total == 120
    assert (town.roll.find("无此人").rows, town.roll.find("无此人").pages) == ([], 1)
    assert [each.login for each in town.roll.named("欧阳静7")] == ["p0008"]
    assert town.roll.named("欧阳静") == []


def test_who_comes_later_is_found_and_who_was_erased_is_named_no_more(town):
    town.register("陈禾", "林静")
    assert town.roll.find("").total == 2
    town.register("周明")
    assert names(town.roll.find("周")) == ["周明"]

    town.keyring.erase(str(UUID(int=2)))

    assert town.roll.find("林静").rows == []
    assert town.roll.named("林静") == []
    assert names(town.roll.find("")) == ["陈禾", "(姓名已删除)", "周明"]
