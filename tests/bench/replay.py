"""(j) Replay: all facts folded again through the deciders, beside the sealed states."""

from time import process_time

from deploy.replay import replay
from tests.archive.past import Past
from tests.bench.measure import Rates, alone, folder

SECTION = "Replay"


def run(_postgres, *, rounds=3, facts=200_000):
    """Return the lines of decoding, hashing and folding history.

    One core is counted in its own time; two processes by the clock on the wall.
    """
    one, two = Rates(), Rates()
    with folder() as home:
        url = f"sqlite:///{home / 'ledger.db'}"
        Past(every=1_000).ledger(url, facts).close()
        _sound(replay(url))  # imports and first reading
        for _ in range(rounds):
            began = process_time()
            told = _sound(replay(url))
            one.rates.append(told.facts / (process_time() - began))
            told = _sound(replay(url, processes=2))
            two.rates.append(told.facts / told.seconds)
    return [
        alone(SECTION, "decode, hash, fold, one core", one.median, "facts/s", least=100_000),
        alone(SECTION, "the same, two processes", two.median, "facts/s", least=180_000),
    ]


def _sound(told):
    if told.outcome != 0 or told.unlike:
        raise AssertionError(told)
    return told
