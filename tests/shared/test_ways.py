"""The staff's navigation: which ways are open to whom, and where one stands."""

from itertools import groupby
from uuid import UUID

import pytest

from shared.auth import Held
from shared.testing import NOON, UNIT
from shared.web.caller import Caller
from shared.web.ways import known_ways, ways_of


def visitor(*posts):
    ids = {"command_id": UUID(int=1), "correlation_id": UUID(int=1)}
    return Caller(person="p", posts=tuple(Held(UNIT, post) for post in posts), at=NOON, **ids)


def labels(*posts, path="/"):
    return [way.label for way in ways_of(visitor(*posts), path)]


def test_citizens_have_the_public_ways_alone():
    assert labels() == []
    assert ways_of(None, "/") == []


def test_members_have_what_is_their_own():
    assert labels("member") == ["我的党务公开", "我的文件", "更改密码", "第二重验证"]


def test_supervisors_find_the_room_where_they_work():
    assert {"公开栏", "显示屏", "监督员工作室", "我的党务公开"} <= set(labels("supervisor"))
    assert not {"工作台", "提醒", "单位目录"} & set(labels("supervisor"))


@pytest.mark.parametrize(
    ("post", "there", "away"),
    [
        ("clerk", {"提出方案", "公开义务"}, {"发布台", "意见办理", "存档审计", "管理"}),
        (
            "publisher",
            {"发布台", "渠道", "审批登记", "公开义务"},
            {"提出方案", "意见办理", "存档审计", "管理"},
        ),
        ("handler", {"意见办理"}, {"发布台", "提出方案", "存档审计", "管理"}),
        ("office", {"意见办理", "发布台", "公开义务"}, {"提出方案", "存档审计", "管理"}),
        ("leader", {"意见办理", "跟踪督办"}, {"提出方案", "发布台", "存档审计", "管理"}),
        ("auditor", {"存档审计"}, {"提出方案", "发布台", "意见办理", "管理"}),
        ("admin", {"管理"}, {"提出方案", "发布台", "意见办理", "存档审计"}),
    ],
)
def test_a_way_is_there_for_the_posts_that_have_business_behind_it(post, there, away):
    shown = set(labels(post))

    assert {"工作台", "提醒", "单位目录", "实施方案", "工作日历", "内容分类", "不公开登记"} <= shown
    assert there <= shown
    assert not away & shown


def test_every_way_is_open_to_somebody_and_named_once():
    known = known_ways()
    shown = labels(*known.staff, "member", "supervisor")

    assert shown == [way.label for way in known.ways]
    assert len(set(shown)) == len(shown)


def test_ways_stand_in_groups_each_of_them_once():
    groups = [way.group for way in known_ways().ways]
    named = [name for name, _ in groupby(groups)]

    assert all(groups)
    assert len(named) == len(set(named))


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/workflow/", "工作台"),
        ("/workflow/notices", "提醒"),
        ("/workflow/duties/county", "公开义务"),
        ("/workflow/proposals/1", "工作台"),
        (f"/catalog/units/{UNIT}/withheld", "不公开登记"),
        ("/catalog/calendar/2026", "工作日历"),
    ],
)
def test_one_place_is_marked_the_nearest(path, label):
    marked = [way.label for way in ways_of(visitor("clerk", "office"), path) if way.here]

    assert marked == [label]


def test_nothing_is_marked_where_no_way_leads():
    assert not any(way.here for way in ways_of(visitor("clerk"), "/search"))


def test_ways_of_a_unit_lead_to_the_visitors_own():
    hrefs = {way.label: way.href for way in ways_of(visitor("clerk"), "/")}

    assert hrefs["实施方案"] == f"/catalog/units/{UNIT}/scheme"
