"""A writer that takes in facts and appends them until somebody kills it. Started by test_crash."""

import sys
from pathlib import Path
from random import Random

from tests.archive.letters import House, letters


def work(home, seed):
    dice = Random(seed)
    with House(Path(home)) as house:
        house.integrate()
        print("open", flush=True)
        while True:
            service = dice.choice(["workflow", "publishing"])
            count = dice.choice([1, 3, 40, 300, 700])
            house.ledger.take(service, letters(service, house.ledger.last(service) + 1, count))
            if dice.random() < 0.8:
                house.integrate()


if __name__ == "__main__":
    work(sys.argv[1], int(sys.argv[2]))
