"""Whose word is enough before a checkpoint is believed: policies, read line by line."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.archive.gateways.notes import open_signer
from services.archive.gateways.witnesses import BadAddressError, way_to
from services.archive.verify import IncompleteError
from services.archive.verify.notes import vkey_of
from services.archive.verify.policy import policy_of
from tests.archive.letters import ORIGIN


@pytest.fixture
def signer(tmp_path):
    return open_signer(tmp_path / "keys" / "log.pem", ORIGIN)


def vkey(name):
    return vkey_of(name, Ed25519PrivateKey.generate().public_key())


def test_a_policy_says_whose_word_is_enough(signer):
    policy = policy_of(
        f"# 青岚县\nlog {signer.verifier} https://log.example\n"
        f"witness a {vkey('a.example')}\nwitness b {vkey('b.example')} http://b.example\n"
        f"witness c {vkey('c.example')}\n"
        "group above any a b\n\tgroup all-of-it all above c \nquorum all-of-it\n"
    )

    assert [each.name for each in policy.logs] == [ORIGIN]
    assert policy.witnesses["b"].url == "http://b.example"
    assert [policy.met_by(each) for each in ((), ("a", "b"), ("c",), ("b", "c"))] == [
        False,
        False,
        False,
        True,
    ]
    assert policy_of("quorum none").met_by(())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "没有写明法定数"),
        ("quorum a", "第 1 行有误：前面没有“a”"),
        ("quorum none\nquorum none", "第 2 行有误：法定数"),
        ("wittness a b", "第 1 行有误：不认识“wittness”"),
        ("witness a", "第 1 行有误"),
        ("witness a b+c+d", "第 1 行有误：核验公钥格式有误"),
        ("witness none KEY", "第 1 行有误：名称“none”已经用过"),
        ("witness a KEY\nwitness b KEY", "第 2 行有误：同一把公钥写了两次"),
        ("witness a KEY\ngroup g 2 a", "第 2 行有误：人数“2”应当在 1 和 1 之间"),
        ("witness a KEY\ngroup g any a a", "第 2 行有误：“a”只能列入一个组一次"),
        ("witness a KEY\ngroup g any a\ngroup h any a", "第 3 行有误：“a”只能列入一个组一次"),
        ("witness a KEY\ngroup g some a", "第 2 行有误"),
    ],
)
def test_a_wrong_line_of_a_policy_is_named(text, sentence):
    with pytest.raises(IncompleteError, match=sentence):
        policy_of(text.replace("KEY", vkey("a.example")))


@pytest.mark.parametrize("url", ["ftp://a", "example.com", ""])
def test_an_address_nobody_can_be_reached_at_is_refused(url):
    with pytest.raises(BadAddressError):
        way_to(url)
