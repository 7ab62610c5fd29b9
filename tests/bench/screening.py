"""(h) Screening before people read: precision and recall by kind, and how fast."""

from services.workflow.domain.screening import FINDING_KINDS, hits
from tests.bench.measure import Line, Rates, alone, rate
from tests.workflow.screening_corpus import corpus, unseen
from tests.workflow.screening_score import scored

SECTION = "Screening before people read (公开前筛查)"
PROMISED = 0.97
ROUNDS = 3


def run(postgres):
    """Return a line for the whole corpus, one for each kind, and one for unseen texts."""
    del postgres
    score, fresh = scored(), scored(unseen())
    told = f"{score.cases} texts that mended the rules, {score.negatives} with nothing to find"
    lines = [_line(told, score, least=PROMISED)]
    lines += [
        _line(FINDING_KINDS[kind], score, kind) for kind in FINDING_KINDS if score.right[kind]
    ]
    lines.append(_line(f"{fresh.cases} texts by which no rule was mended", fresh))
    return [*lines, _speed()]


def _line(what, score, kind=None, least=None):
    precision, recall = score.precision(kind), score.recall(kind)
    return Line(
        SECTION,
        what,
        f"precision {precision:.3f} · recall {recall:.3f}",
        target=f"≥ {least}" if least else "",
        holds=min(precision, recall) >= least if least else None,
    )


def _speed():
    text, rates = "\n".join(each.text for each in corpus()), Rates()
    for _ in range(ROUNDS):
        rates.rates.append(rate(len(text), lambda: hits(text)))
    return alone(SECTION, "characters screened", rates.median, "characters/s")
