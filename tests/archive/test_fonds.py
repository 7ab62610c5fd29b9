"""Numbers are given once, in one pattern; every kind of material is there or explained."""

from uuid import UUID

import pytest
from msgspec.structs import replace

from services.archive.domain.fonds import (
    FONDS,
    AdditionReasonError,
    FondsNotSettledError,
    FondsTakenError,
    KindMissingError,
    NoSuchOriginalError,
    NoSuchVolumeError,
    NothingNewError,
    NumberChangedError,
    OriginalKnownError,
    PatternFixedError,
    number_for,
)
from services.archive.domain.materials import counted, files_in, kind_of, kind_of_file
from services.archive.domain.volume_words import (
    ConsultVolume,
    Kind,
    OriginalRegistered,
    Pattern,
    Piece,
    RecordCheck,
    RegisterOriginal,
    Retention,
    SealVolume,
    SettleFonds,
    Stage,
    VolumeChecked,
    VolumeConsulted,
    VolumeSealed,
)
from shared.testing import cause

WHY = cause("zhou.dangan", post="office")
ONE, TWO = UUID(int=1), UUID(int=2)
SETTLE = SettleFonds(fonds="Z109", unit="bianban", pattern=Pattern.DAT22, department="BGS")
ALL = tuple(Piece(kind=each, count=1) for each in Kind)


def after(*commands, fonds=FONDS.initial):
    """Return the fonds as these commands leave it."""
    for command in commands:
        for event in FONDS.decide(command, fonds, WHY):
            fonds = FONDS.evolve(fonds, event)
    return fonds


def seal(fonds, matter=ONE, **more):
    year, retention = more.pop("year", 2026), more.pop("retention", Retention.THIRTY)
    told = {
        "title": "党费收缴情况",
        "number": number_for(fonds, matter, year, retention),
        "pieces": ALL,
        "digest": "ab" * 32,
        "size": 9,
        "facts": 7,
        "logged": 70,
    }
    return SealVolume(matter=matter, year=year, retention=retention, **{**told, **more})


SETTLED = after(SETTLE)


def refused(rule, command, fonds):
    with pytest.raises(rule) as caught:
        FONDS.decide(command, fonds, WHY)
    return caught.value


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        (Pattern.DAT22, "Z109-WS·2026-D30-BGS-0001"),
        (Pattern.DAT13, "Z109-WS·2026·D30·BGS-0001"),
    ],
)
def test_a_number_is_written_in_the_pattern_that_was_set(pattern, number):
    fonds = after(replace(SETTLE, pattern=pattern))
    [sealed] = FONDS.decide(seal(fonds), fonds, WHY)

    assert (sealed.number, sealed.version, sealed.serial) == (number, 1, 1)


def test_one_fonds_never_has_two_patterns():
    fonds = after(seal(SETTLED), fonds=SETTLED)

    refused(PatternFixedError, replace(SETTLE, pattern=Pattern.DAT13), fonds)
    refused(PatternFixedError, replace(SETTLE, department="XCB"), fonds)
    assert after(replace(SETTLE, kinds=(Kind.PROPOSAL,)), fonds=fonds).kinds == (Kind.PROPOSAL,)


def test_numbers_run_on_for_each_year_and_retention_and_are_never_given_twice():
    fonds, numbers = SETTLED, []
    for n, (year, retention) in enumerate(
        [
            (2026, Retention.THIRTY),
            (2026, Retention.THIRTY),
            (2026, Retention.TEN),
            (2027, Retention.THIRTY),
            (2026, Retention.PERMANENT),
            (2026, Retention.THIRTY),
        ]
    ):
        command = seal(fonds, UUID(int=n), year=year, retention=retention)
        fonds, numbers = after(command, fonds=fonds), [*numbers, command.number]

    assert numbers == [
        "Z109-WS·2026-D30-BGS-0001",
        "Z109-WS·2026-D30-BGS-0002",
        "Z109-WS·2026-D10-BGS-0001",
        "Z109-WS·2027-D30-BGS-0001",
        "Z109-WS·2026-Y-BGS-0001",
        "Z109-WS·2026-D30-BGS-0003",
    ]


def test_a_number_that_was_taken_while_packing_is_refused():
    early = seal(SETTLED, TWO)
    fonds = after(seal(SETTLED, ONE), fonds=SETTLED)

    assert refused(NumberChangedError, early, fonds).field == "number"


def test_a_missing_kind_that_nobody_explains_keeps_the_volume_open():
    pieces = tuple(replace(each, count=0) if each.kind is Kind.MEETING else each for each in ALL)
    explained = tuple(
        replace(each, none="没有召开会议") if each.kind is Kind.MEETING else each for each in pieces
    )

    assert refused(KindMissingError, seal(SETTLED, pieces=pieces), SETTLED).args == (
        "会议和活动记录",
    )
    assert refused(KindMissingError, seal(SETTLED, pieces=()), SETTLED).args[0] == "公开申请和方案"
    [sealed] = FONDS.decide(seal(SETTLED, pieces=explained), SETTLED, WHY)
    assert isinstance(sealed, VolumeSealed)


def test_later_additions_are_a_new_version_with_a_reason():
    fonds = after(seal(SETTLED), fonds=SETTLED)

    refused(AdditionReasonError, seal(fonds, facts=8), fonds)
    refused(NothingNewError, seal(fonds, reason="补充"), fonds)
    [sealed] = FONDS.decide(seal(fonds, facts=8, reason="补充答复"), fonds, WHY)
    assert (sealed.version, sealed.number, sealed.serial) == (2, "Z109-WS·2026-D30-BGS-0001", 1)
    third = after(seal(fonds, facts=8, reason="补充答复"), fonds=fonds)
    assert number_for(third, TWO, 2026, Retention.THIRTY).endswith("0002")


def test_nothing_is_filed_before_the_fonds_is_settled_nor_in_anothers():
    refused(FondsNotSettledError, seal(SETTLED), FONDS.initial)
    refused(FondsTakenError, replace(SETTLE, unit="other"), SETTLED)


def test_originals_and_uses_belong_to_a_volume_that_is_there():
    fonds = after(seal(SETTLED), fonds=SETTLED)
    number = "Z109-WS·2026-D30-BGS-0001"
    paper = RegisterOriginal(number="纸-7", volume=number, name="审批表", pages=2, shelf="3排2柜")
    [registered] = FONDS.decide(paper, fonds, WHY)
    shelved = FONDS.evolve(fonds, registered)

    assert isinstance(registered, OriginalRegistered)
    refused(OriginalKnownError, paper, shelved)
    refused(NoSuchVolumeError, replace(paper, volume="Z109-X"), fonds)
    refused(
        NoSuchOriginalError, ConsultVolume(volume=number, purpose="查", original="纸-8"), shelved
    )
    [used] = FONDS.decide(ConsultVolume(volume=number, purpose="查", original="纸-7"), shelved, WHY)
    assert isinstance(used, VolumeConsulted)
    check = RecordCheck(
        volume=number,
        version=1,
        stage=Stage.FILING,
        authentic=True,
        complete=True,
        usable=True,
        safe=False,
        findings=("可执行的文件",),
    )
    assert isinstance(FONDS.decide(check, fonds, WHY)[0], VolumeChecked)
    assert FONDS.evolve(shelved, used) == shelved


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("workflow.proposal.submitted.v1", Kind.PROPOSAL),
        ("workflow.proposal.reviewed.v2", Kind.REVIEW),
        ("workflow.proposal.approved.v1", Kind.APPROVAL),
        ("publishing.public.opened.v1", Kind.ORIGINAL),
        ("publishing.meeting.recorded.v1", Kind.MEETING),
        ("publishing.sheet.posted.v1", Kind.EVIDENCE),
        ("feedback.opinion.received.v1", Kind.OPINION),
        ("feedback.opinion.replied.v1", Kind.REPLY),
        ("workflow.obligation.raised.v1", Kind.FORM),
    ],
)
def test_every_fact_is_of_a_kind(tag, kind):
    assert kind_of(tag) is kind


def test_files_are_found_wherever_a_fact_speaks_of_them():
    one, two, three = "a" * 64, "b" * 64, "c" * 64
    event = {
        "attachments": [{"sha256": one, "name": "表.pdf"}],
        "photo": {"sha256": two},
        "minutes": three,
        "digest": "d" * 64,
        "evidence": "没有",
    }

    assert files_in(event) == {one: "表.pdf", two: "", three: ""}
    assert kind_of_file("上墙.JPG", Kind.EVIDENCE) is Kind.MEDIA
    assert kind_of_file("表.pdf", Kind.PROPOSAL) is Kind.ORIGINAL
    assert kind_of_file("记录.docx", Kind.MEETING) is Kind.MEETING
    assert counted([Kind.REPLY, Kind.REPLY], {Kind.MEDIA: "没有"})[7].count == 2
