"""Several processes verify one log, and find what one finds, in the same words."""

import shutil
from base64 import b64encode
from hashlib import sha256

import pytest

from services.archive.gateways.merkle import bundle, leaf, unbundle
from services.archive.gateways.notes import open_signer
from services.archive.gateways.tiles import TileLog
from services.archive.verify import verify
from services.archive.verify.order import Order
from services.archive.verify.report import DivergenceError, Outcome
from shared.record import canonical
from tests.archive.letters import ORIGIN, flip

SIZE, OPEN_EVERY = 140 * 256 + 100, 1_000


def entry(n):
    """Return the entry of a fact of one of two services; some of publishing stand open."""
    service, position = (("workflow", n // 2 + 1), ("publishing", n // 2 + 1))[n % 2]
    if n % OPEN_EVERY == OPEN_EVERY - 1:
        return canonical({"event": {"n": n, "type": "publishing.public.opened.v1"}})
    said = b64encode(sha256(b"%d" % n).digest()).decode()
    return canonical({"commitment": said, "position": position, "service": service})


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    home = tmp_path_factory.mktemp("jobs")
    signer = open_signer(home / "key", ORIGIN)
    entries = [entry(n) for n in range(SIZE)]
    log = TileLog(home / "log", signer)
    log.open()
    for start, end in ((0, 9_000), (9_000, 16_400), (16_400, SIZE)):
        log.append(entries[start:end])
    log.close()
    return home, signer


@pytest.fixture
def folder(house, tmp_path):
    return shutil.copytree(house[0] / "log", tmp_path / "log")


def told(folder, house, jobs, **more):
    found = verify(folder, house[1].verifier, jobs=jobs, **more)
    return found.outcome, found.first, found.entries, found.services, found.root


def test_two_processes_find_what_one_finds_in_a_sound_log(house, folder, tmp_path):
    alone, together = (told(folder, house, jobs) for jobs in (1, 2))

    assert alone == together
    assert alone[:3] == (Outcome.PASSED, None, SIZE)
    assert alone[3] == {"workflow": SIZE // 2, "publishing": SIZE // 2}
    assert told(folder, house, 2, state=tmp_path / "state")[0] is Outcome.PASSED
    assert (tmp_path / "state").stat().st_size < 4_000


@pytest.mark.parametrize("at", [1, 4_000, 20_000, 30_000])
def test_together_an_interrupted_check_goes_on_where_it_stood(house, folder, tmp_path, at):
    def stop(done, _):
        if done > at:
            raise KeyboardInterrupt

    halted = told(folder, house, 2, state=tmp_path / "state", report=stop)
    resumed = told(folder, house, 2, state=tmp_path / "state")

    assert halted[0] is Outcome.INTERRUPTED
    assert resumed == told(folder, house, 1)


def reordered(folder):
    """Two neighbours change places, with everything above mended but the signed root."""
    path = folder / "tile/entries/003"
    entries = unbundle(path.read_bytes())
    entries[4], entries[6] = entries[6], entries[4]
    path.write_bytes(bundle(entries))
    (folder / "tile/0/003").write_bytes(b"".join(map(leaf, entries)))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: flip(folder / "tile/entries/002", 777),
        lambda folder: flip(folder / "tile/entries/069", 777),
        lambda folder: flip(folder / "tile/0/063", 777),
        lambda folder: flip(folder / "tile/1/000.p/140", 40 * 32),
        lambda folder: (folder / "tile/entries/065").unlink(),
        reordered,
    ],
)
def test_two_processes_name_what_one_names(house, folder, spoil):
    spoil(folder)

    alone, together = (told(folder, house, jobs) for jobs in (1, 2))

    assert alone[0] in {Outcome.DIVERGED, Outcome.INCOMPLETE}
    assert alone[:2] == together[:2]


def facts(*places):
    said = "A" * 43 + "="
    return [
        canonical({"commitment": said, "position": position, "service": service})
        for service, position in places
    ]


OPENED = canonical({"event": {"type": "publishing.public.opened.v1"}})


def test_order_is_followed_from_one_stretch_to_the_next():
    whole, later = Order(), Order(behind={})
    whole.take(0, facts(("workflow", 1), ("publishing", 1)), "")
    later.take(2, [OPENED, *facts(("publishing", 3), ("workflow", 2), ("feedback", 1))], "")

    assert whole.follow(later)
    assert whole.seen == {"workflow": 2, "publishing": 3, "feedback": 1}
    assert not whole.follow(later)


@pytest.mark.parametrize(
    "entries",
    [
        facts(("workflow", 7), ("workflow", 9)),
        facts(("workflow", 7), ("workflow", 7)),
        [OPENED, *facts(("publishing", 7)), OPENED, *facts(("publishing", 8))],
        [b"\n".join(facts(("workflow", 1), ("workflow", 2)))],
        [*facts(("workflow", 7)), b""],
    ],
)
def test_a_stretch_out_of_order_is_none(entries):
    with pytest.raises(DivergenceError):
        Order(behind={}).take(0, entries, "")
