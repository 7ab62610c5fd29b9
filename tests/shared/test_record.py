"""Bytes that are written once, in one way only."""

from datetime import UTC, datetime
from enum import Enum
from uuid import UUID

import orjson
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct, json

from shared.record import Cause, Letter, Record, canonical, file, subject_of
from shared.testing import cause

STREAM = UUID(int=5)


class Said(Struct, frozen=True, kw_only=True, tag="test.word.said.v1"):
    """已说"""

    zeta: str = ""
    alpha: int = 0
    more: dict[str, list[int | str | bool | None]] = {}


texts = st.text(st.characters(exclude_categories=["Cs"]))
keys = st.text(st.characters(max_codepoint=127), max_size=8)
simple = st.one_of(st.integers(-(2**53), 2**53), texts, st.booleans(), st.none())
events = st.builds(
    Said,
    zeta=texts,
    alpha=st.integers(-(2**53), 2**53),
    more=st.dictionaries(keys, st.lists(simple, max_size=3), max_size=4),
)


@given(events)
def test_a_second_opinion_on_canonical_json_agrees(event):
    body = canonical(event)

    assert body == orjson.dumps(orjson.loads(body), option=orjson.OPT_SORT_KEYS)


class Check(Enum):
    SECRECY = "secrecy"
    ACCURACY = "accuracy"


@given(
    st.dictionaries(
        st.one_of(st.sampled_from(Check), st.uuids(), st.integers(0, 2**53)), simple, max_size=4
    )
)
def test_keys_that_are_words_ids_or_numbers_are_text_in_the_same_order(found):
    text = {str(key.value if isinstance(key, Check) else key): found[key] for key in found}

    assert canonical({"found": found}) == canonical({"found": text})


@given(events, st.integers(1, 10**6))
def test_a_record_survives_the_journey_byte_for_byte(event, version):
    record = file(event, stream_id=STREAM, version=version, cause=cause("li.ming"))
    again = json.decode(record.body, type=Record[Said])

    assert again == record
    assert again.body == record.body


def test_a_letter_knows_the_id_inside_without_being_opened():
    record = file(Said(zeta="甲"), stream_id=STREAM, version=3, cause=cause("li.ming"))
    letter = Letter(position=9, stream_id=STREAM, version=3, tag=record.tag, body=record.body)

    assert letter.id == record.id


def test_the_address_of_a_fact_is_its_tag_and_its_unit():
    why = Cause(
        actor="x",
        unit="a.b c>*单位",
        at=datetime(2026, 1, 1, tzinfo=UTC),
        correlation_id=STREAM,
        causation_id=STREAM,
    )
    record = file(Said(), stream_id=STREAM, version=1, cause=why)
    letter = Letter(position=1, stream_id=STREAM, version=1, tag=record.tag, body=record.body)

    assert subject_of(letter) == "facts.test.word.said.v1.a_b_c__单位"
