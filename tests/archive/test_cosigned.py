"""Which cosignatures are kept."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from services.archive.app import signer_of
from services.archive.domain.cosigned import Signing, superfluous
from services.archive.verify.keys import ring_of
from services.archive.verify.report import Outcome
from services.archive.verify.witness import Witness
from tests.archive.conftest import Town
from tests.archive.test_witness import JIWEI, MOMENT, at_work, check, write_policy

NOON = 1_790_049_600  # of a day in Beijing
HOUR = 3_600


def test_the_last_of_each_day_and_all_that_is_newer_is_kept():
    signed = {
        10: Signing(NOON, True),
        20: Signing(NOON + 11 * HOUR, True),
        25: Signing(NOON + 12 * HOUR - 1, False),
        30: Signing(NOON + 12 * HOUR, True),  # midnight in Beijing: another day
        40: Signing(NOON + 13 * HOUR, True),
        50: Signing(NOON + 14 * HOUR, False),
    }

    assert superfluous(signed, newest=[]) == [10, 25, 30]
    assert superfluous(signed, newest=[25, 50]) == [10, 30]


def test_nothing_is_dropped_before_enough_have_signed():
    assert superfluous({10: Signing(NOON, False), 20: Signing(NOON, False)}, newest=[20]) == []


@given(
    st.dictionaries(
        st.integers(1, 99), st.builds(Signing, st.integers(0, 9 * 86_400), st.booleans())
    ),
    st.sets(st.integers(1, 99)),
)
def test_the_newest_that_enough_have_signed_and_a_day_that_has_one_are_never_lost(signed, newest):
    left = {size: each for size, each in signed.items() if size not in superfluous(signed, newest)}
    enough = {size for size, each in signed.items() if each.enough}

    assert max(enough, default=0) in {*left, 0}
    assert {left[size].day for size in enough & {*left}} == {signed[size].day for size in enough}
    assert superfluous(left, newest) == []


async def test_of_each_day_the_last_cosignatures_stay_and_every_fact_can_be_proved(
    settings, tmp_path
):
    day, key = [MOMENT], Ed25519PrivateKey.generate()
    ring = ring_of(signer_of(settings).verifier)
    jiwei = Witness(JIWEI, key, [ring], tmp_path / "w", lambda: day[0])
    with at_work(jiwei) as one:
        policy = write_policy(settings, "jiwei", jiwei=(jiwei.vkey, one))
        async with Town(settings).open() as town:
            await town.settle()
            sizes, early = [], (await town.get("/api/proofs/catalog/1")).text
            for days in (0, 0, 0, 1, 1, 2):
                await town.hear("workflow.proposal.approved.v1", unit="甲")
                await town.logged()
                day[0] = MOMENT + days * 86_400
                await town.witnessed()
                sizes.append(town.service.log.size)
            folder = town.service.folder
            kept = sorted(int(each.name) for each in (folder / "cosigned").iterdir())
            proofs = [town.service.ledger.facts(index, 1)[0] for index in range(sizes[-1])]
            notes = {
                (await town.get(f"/api/proofs/{each.service}/{each.position}")).text.split("\n\n")[
                    1
                ]
                for each in proofs
            }
            told = check(town, policy)

    assert kept == [sizes[2], sizes[4], sizes[5]]
    assert notes == {(folder / "checkpoint").read_text().split("\n\n")[0]}
    assert ring_of(town.service.signer.verifier).read(early.partition("\n\n")[2].encode(), "")
    assert (told.outcome, told.cosigned) == (Outcome.PASSED, sizes[-1])
