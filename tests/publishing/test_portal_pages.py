"""The ways into what is disclosed: first page, units, catalog tree, figures, members' page."""

from uuid import UUID, uuid4, uuid5

from msgspec import json

from services.publishing.heard import ItemListed, UnitRegistered
from shared.record import Letter, file
from shared.testing import cause
from tests.publishing.house import OTHER, PLAN, UNIT

DAYS = [  # Mid-Autumn and its weekend do not count
    ("2026-09-25", False),
    ("2026-09-28", True),
    ("2026-09-29", True),
    ("2026-09-30", True),
]


async def listed(house, item, **fields):
    """Let one more entry be listed."""
    known = {"unit": UNIT, "catalog_version": 2, "level2": "", "level3": "", "scope": "society"}
    await house.hear("catalog.item.listed.v1", item, item_id=str(item), **known | fields)


async def posted(house, disclosure):
    """Let a notice period of three working days begin."""
    days = [{"date": day, "counted": counted, "reason": ""} for day, counted in DAYS]
    await house.hear(
        "workflow.posting.opened.v1",
        kind="appointment",
        disclosure_id=disclosure,
        opened_on="2026-09-24",
        deadline={"due": "2026-09-30", "days": days},
    )


async def test_the_first_page_tells_today_from_this_week(house):
    await house.open_to("public", title="周四公开的事项")
    house.later(days=1)
    await house.open_to("public", title="周五公开的事项")
    page = await house.page("/")

    today, rest = page.split('id="week"')
    assert "周五公开的事项" in today.split('id="today"')[1]
    assert "周四公开的事项" not in today.split('id="today"')[1]
    assert "周四公开的事项" in rest.split('id="all"')[0]


async def test_a_notice_counts_its_working_days_down(house):
    disclosure = await house.open_to("public", title="任前公示")
    await posted(house, disclosure)
    assert "公示期还剩 3 个工作日" in await house.page("/")

    house.later(days=5)
    assert "公示期还剩 1 个工作日" in await house.page("/")
    house.later(days=1)
    assert "今天是最后一天" in await house.page("/")
    assert "今天是最后一天" in await house.page(f"/units/{UNIT}")
    house.later(days=1)
    assert "现在没有在公示期或者征求意见期内的事项" in await house.page("/")


async def test_a_notice_inside_the_party_is_not_announced_outside(house):
    disclosure = await house.open_to("inner", title="党内的公示")
    await posted(house, disclosure)

    assert "党内的公示" not in await house.page("/")
    assert "公示期还剩 3 个工作日" in await house.page("/", "member")


async def test_what_people_speak_about_is_told_by_their_opinions_alone(house):
    quiet = await house.open_to("public", title="少人问的事项")
    asked = await house.open_to("public", title="多人问的事项")
    inner = await house.open_to("inner", title="党内的事项")
    for about in (quiet, asked, asked, inner, inner, inner):
        await house.hear("feedback.opinion.received.v1", disclosure_id=about)
    hot = (await house.page("/")).split('id="spoken"')[1].split("</section>")[0]

    assert hot.index("多人问的事项") < hot.index("少人问的事项")
    assert "收到意见 2 件" in hot
    assert "党内的事项" not in hot
    house.later(days=31)
    assert 'id="spoken"' not in await house.page("/")


async def test_a_unit_shows_what_it_owes_and_what_it_has_disclosed(house):
    await listed(house, uuid4(), level1="党组织建设情况", level3="党员发展情况", code="2")
    await listed(house, uuid4(), level1="内部事务", level3="党内的条目", scope="party")
    retired = uuid4()
    await listed(house, retired, level1="已移出", level3="移出的条目")
    await house.hear("catalog.item.retired.v1", retired, item_id=str(retired), unit=UNIT)
    page = await house.page(f"/units/{UNIT}")
    assert "<dt>应公开条目</dt><dd>2</dd>" in page
    assert "<dt>覆盖率</dt><dd>0%</dd>" in page
    assert "党内的条目" not in page
    assert "移出的条目" not in page

    disclosure = await house.open_to("public")
    page = await house.page(f"/units/{UNIT}")
    assert "<dt>覆盖率</dt><dd>50%</dd>" in page
    assert f'1 项，最近 <a href="/items/{disclosure}">2026年9月24日</a>' in page
    assert page.count("尚未公开") == 1
    assert (await house.get(f"/units/{uuid4()}")).status_code == 404


async def test_before_its_day_an_entry_is_not_counted_as_owed(house):
    """The clock stands at 24 September; the pages of strangers are made anew with the day."""
    early, known = uuid4(), {"level1": "招商引资", "level2": "政策", "level3": "兑现情况"}
    fields = {"item_id": str(early), "unit": UNIT, "catalog_version": 1, "focus": True}
    await house.hear("catalog.item.scheduled.v1", early, **fields, starts="2026-09-26")
    await listed(house, early, code="9", **known)
    figures, unit = await house.page("/statistics"), await house.page(f"/units/{UNIT}")
    third = "/tree?level1=招商引资&level2=政策"
    for page in (figures, unit):
        assert "<dt>应公开条目</dt><dd>1</dd>" in page
    assert "2026年9月26日起公开" in unit
    assert "招商引资" not in await house.page("/tree")
    assert "兑现情况" not in await house.page(third)

    house.later(days=2)
    for path in ("/statistics", f"/units/{UNIT}"):
        assert "<dt>应公开条目</dt><dd>2</dd>" in await house.page(path)
    assert "兑现情况" in await house.page(third)
    assert "招商引资" in await house.page("/tree")


async def test_the_coverage_of_the_county_falls_when_something_is_withdrawn(house):
    await listed(house, uuid4(), unit=OTHER, level1="招商引资", code="9")
    disclosure = await house.open_to("public")
    figures = await house.page("/statistics")
    assert "<dt>覆盖率</dt><dd>50%</dd>" in figures
    assert "<dt>应公开条目</dt><dd>2</dd>" in figures
    assert "已公开条目 ÷ 应公开条目" in figures
    tree = await house.page("/tree")
    assert tree.index("党组织建设情况") < tree.index("招商引资")
    third = await house.page("/tree?level1=党组织建设情况&level2=党费收缴管理")
    assert "党费收缴、使用和管理情况" in third
    assert "招商引资" not in third

    await house.change("withdraw", disclosure, "重复公开。")
    figures = await house.page("/statistics")
    assert "<dt>覆盖率</dt><dd>0%</dd>" in figures
    assert "<dt>撤回</dt><dd>1</dd>" in figures


async def test_a_member_finds_their_branch_and_what_is_new_to_them(house):
    await house.open_to("inner", title="支部的事")
    page = await house.page("/members", "member")
    assert "我的党支部：青岚县委编办" in page
    assert "未读（1）" in page
    marked = await house.client.post(
        "/members/seen",
        headers=house.as_("member"),
        data={"at": house.clock.now().isoformat()},
        follow_redirects=False,
    )
    assert marked.status_code == 303
    assert "未读（0" in await house.page("/members", "member")  # the client keeps the cookie

    house.later(hours=1)
    await house.open_to("inner", title="后来的事")
    page = await house.page("/members", "member")
    assert "未读（1）" in page
    house.client.cookies.clear()


async def test_a_mark_that_is_no_time_is_refused_by_name(house):
    answer = await house.client.post(
        "/members/seen", headers=house.as_("member"), data={"at": "昨天"}
    )
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:gongkai:MarkUnreadableError"
    stranger = await house.get("/members")
    assert stranger.headers["location"].startswith("/catalog/login")


async def test_search_engines_are_told_of_every_public_page_and_of_nothing_else(house):
    shown = await house.open_to("public")
    hidden = await house.open_to("inner")
    robots = (await house.get("/robots.txt")).text
    assert "Disallow: /members" in robots
    assert "Sitemap: " in robots
    told = (await house.get("/sitemap.xml")).text
    assert f"/items/{shown}</loc>" in told
    assert f"/units/{UNIT}</loc>" in told
    assert hidden not in told

    page = await house.page(f"/items/{shown}")
    said = json.decode(page.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert said["@type"] == "Article"
    assert said["headline"] == PLAN["title"]
    assert said["datePublished"] == "2026-09-24T09:00:00+08:00"
    assert f'<link rel="canonical" href="{said["url"]}">' in page
    await house.change("withdraw", shown, "重复公开。")
    assert "ld+json" not in await house.page(f"/items/{shown}")


async def test_a_title_cannot_break_out_of_what_is_told_to_search_engines(house):
    disclosure = await house.open_to("public", title="</script><script>alert(1)</script>")
    page = await house.page(f"/items/{disclosure}")
    assert "<script>alert" not in page


async def test_the_path_is_told_with_posts_and_without_names(house):
    disclosure = await house.open_to("public")
    path = (await house.page(f"/items/{disclosure}")).split("每一步由谁办理")[1]
    path = path.split("</table>")[0]
    for step in ("提出方案", "保密审查", "审批", "开始党内公开", "开始向社会公开", "发布人"):
        assert step in path
    assert "somebody" not in path


def county(units=300, entries=600):
    """Return the facts of a county with many units, long names and long catalogs."""
    ids = [str(uuid5(UUID(int=9), str(n))) for n in range(units)]
    for n, unit in enumerate(ids):
        name = f"青岚县第{n}乡镇人民政府综合行政执法和党务公开工作办公室"
        yield UnitRegistered(unit_id=unit, name=name, superior=UNIT)
    for n in range(entries):
        yield ItemListed(
            item_id=str(uuid5(UUID(int=10), str(n))),
            unit=UNIT if n < units else ids[n - units],
            catalog_version=1,
            level1=f"第{n % 12}类公开内容",
            level2=f"第{n % 144}种情况",
            level3=f"党组织和党员应当公开的第{n}项情况及其办理结果",
            scope="society",
        )


async def test_the_pages_of_a_large_county_stay_light(house):
    first = len(house.letters["catalog"]) + 1
    facts = [file(each, stream_id=uuid4(), version=1, cause=cause("somebody")) for each in county()]
    letters = [
        Letter(position=n, stream_id=x.stream_id, version=1, tag=x.tag, body=x.body)
        for n, x in enumerate(facts, first)
    ]
    await house.service.hear("catalog", letters)

    for path in ("/", "/tree", f"/units/{UNIT}", "/statistics", "/units"):
        answer = await house.get(path)
        assert answer.status_code == 200
        assert len(answer.content) < 110_000, path  # styles and script come to less than 40,000
    assert "还有 101 条" in await house.page(f"/units/{UNIT}")
    assert 'href="?page=7"' in await house.page("/statistics")


async def test_units_are_found_by_their_names(house):
    await house.open_to("public")
    assert "共 1 个单位" in await house.page("/units")
    assert "找到 1 个单位" in await house.page("/units?q=编办")
    assert "没有找到名称里有这些字的单位" in await house.page("/units?q=招商局")
    assert "青岚县委编办" not in await house.page("/units?page=2")
