"""写得再怪也不慢 — what strangers and files say may be odd and long: each letter is read few times.

Texts made to let a pattern begin anew at each letter are read at one length and at four times
that. Who reads each letter a few times needs about four times as long, who begins anew sixteen
times. Times are compared with one another only, and twice before anything is said.
"""

from time import thread_time

import pytest

from services.catalog.domain.words import changed, masked, plain, without_continued
from services.catalog.gateways.xlsx_file import DYNAMIC, OUTSIDE
from services.feedback.domain import masking
from services.publishing.domain.comparison import readable
from services.workflow.domain.screening import hits
from services.workflow.domain.screening.people import rows_of_persons

LENGTH, MORE = 2_000, 4
TOO_STEEP = 10  # times as long for a text four times as long
IDLE = 0.02  # seconds of work for the longer text in which no slope can be told
UNITS = [
    *" \n\t1a-(（《<王号0@/=&[|\"':",
    "1 ",
    " \r\n",
    "\r\n",
    "a.",
    "1-",
    "<a",
    "<script",
    "(1",
    "|a",
]
READERS = {
    "plain": plain.__wrapped__,  # what was read once is remembered
    "changed": changed,
    "without_continued": without_continued,
    "covered": masked,
    "dynamic": DYNAMIC.search,
    "outside": OUTSIDE.search,
    "readable": readable,
    "names hidden": lambda text: masking.masked(text, ["王芳"]),
    "screening": hits,
    "rows of persons": rows_of_persons,
}


def takes(read, unit, length):
    text = (unit * length)[:length]
    began = thread_time()
    read(text)
    return thread_time() - began


def steep(read, unit):
    """Tell whether four times the text takes much more than four times the work."""
    if takes(read, unit, LENGTH * MORE) < IDLE:
        return False
    short = min(takes(read, unit, LENGTH) for _ in range(3))
    return min(takes(read, unit, LENGTH * MORE) for _ in range(2)) > short * TOO_STEEP


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_what_reads_the_texts_of_strangers_reads_each_letter_few_times(read):
    assert [each for each in UNITS if steep(read, each)] == []
