"""How well the screening does on the corpus: right, wrong and missed, by kind."""

from collections import Counter
from dataclasses import dataclass, field

from services.workflow.domain.screening import hits
from tests.workflow.screening_corpus import corpus


@dataclass
class Score:
    """Counts by kind; a finding is right if it is of the kind and covers what was marked."""

    right: Counter = field(default_factory=Counter)
    wrong: Counter = field(default_factory=Counter)
    missed: Counter = field(default_factory=Counter)
    mistakes: list[str] = field(default_factory=list)
    cases: int = 0
    negatives: int = 0

    def precision(self, kind=None):
        right, wrong = self._of(self.right, kind), self._of(self.wrong, kind)
        return right / (right + wrong) if right + wrong else 1.0

    def recall(self, kind=None):
        right, missed = self._of(self.right, kind), self._of(self.missed, kind)
        return right / (right + missed) if right + missed else 1.0

    def _of(self, counter, kind):
        return counter.total() if kind is None else counter[kind]


def scored(cases=None):
    score = Score()
    for case in corpus() if cases is None else cases:
        score.cases += 1
        score.negatives += not case.wanted
        _judge(case, score)
    return score


def _judge(case, score):
    left = list(case.wanted)
    for hit in hits(case.text):
        match = next((each for each in left if _same(each, hit)), None)
        if match:
            left.remove(match)
            score.right[hit.kind] += 1
        else:
            score.wrong[hit.kind] += 1
            score.mistakes.append(_told("wrong", hit.kind, hit.start, hit.end, case))
    for kind, start, end in left:
        score.missed[kind] += 1
        score.mistakes.append(_told("missed", kind, start, end, case))


def _told(what, kind, start, end, case):
    return f"{what} {kind.value}: {case.text[start:end]!r} in {case.text!r}"


def _same(wanted, hit):
    """The kind is right, and the two stretches are the same but for a fifth of the length."""
    kind, start, end = wanted
    apart = abs(hit.start - start) + abs(hit.end - end)
    return kind is hit.kind and apart <= max(2, (end - start) // 5)
