"""Whoever a publication is for finds on its page a way to comment, and is heard there (S2-02)."""

import pytest

from services.feedback.domain import disclosure as feedback
from services.publishing.domain.reading import Reader, may_read
from services.publishing.domain.terms import Phase, Scope
from tests.publishing.house import OTHER, UNIT, person
from tests.publishing.test_reposts import approve

WHO = ("", "clerk", "member", "stranger", "named")
POSTS = {"clerk": (UNIT, "clerk"), "member": (UNIT, "member"), "stranger": (OTHER, "member")}
AUDIENCES = {
    "society": {"", "clerk", "member", "stranger", "named"},
    "party": {"clerk", "member", "stranger", "named"},
    "unit": {"clerk", "member"},
    "persons": {"named"},
}


@pytest.mark.clause("S2-02")
async def test_every_publication_lets_its_audience_comment_and_nobody_else(house):
    for scope, audience in AUDIENCES.items():
        plan = {"channels": ["会议", "公开栏"], "title": scope}
        readers = [person("named")] if scope == "persons" else []
        phase = "public" if scope == "society" else "inner"
        matter = await house.open_to(phase, scope, readers=readers, **plan)
        link = f"/feedback/opinions?disclosure={matter}&amp;version=1"
        for name in WHO:
            answer = await house.get(f"/items/{matter}", name)
            assert (link in answer.text) is (name in audience), (scope, name)

    source = await house.open_to("public")
    repost = await approve(house, source, "society", ["网站"])
    assert f"/feedback/opinions?disclosure={source}" in await house.page(f"/reposts/{repost}")


@pytest.mark.parametrize("scope", list(Scope))
@pytest.mark.parametrize("post", ["member", "leader", "secretary", "auditor", ""])
@pytest.mark.parametrize("unit", [UNIT, OTHER])
def test_who_may_read_is_heard(scope, post, unit):
    posts = frozenset({(unit, post)} if post else ())
    reader = Reader(person="p", units=frozenset(each for each, _ in posts))
    inner = feedback.Disclosure(
        unit=UNIT,
        scope=feedback.Scope(scope.value),
        inner_version=1,
        persons=frozenset({"p"} if unit == UNIT else ()),
    )
    readers = ("p",) if unit == UNIT else ()
    heard = feedback.shown(inner, feedback.Reader(person="p", posts=posts))
    assert bool(heard) is may_read(scope, Phase.INNER, UNIT, readers, reader)
