"""筛查词表 — words that a unit wants to be asked about before they are disclosed."""

from typing import Final

from msgspec import Struct

from services.workflow.domain.screening_words import KeepWords, WordsKept
from services.workflow.domain.terms import Post
from shared.decider import Decider, ForbiddenError, InvalidError
from shared.record import Cause

MOST: Final = 500  # words
SHORTEST, LONGEST = 2, 30  # characters of a word
KEEPERS: Final = (Post.SECRECY_REVIEWER, Post.OFFICE)


class WordList(Struct, frozen=True):
    """Nothing to remember: each list replaces the one before."""


class NotKeeperOfWordsError(ForbiddenError):
    """筛查词表由本单位的保密审查员或者领导小组办公室设定。"""


class TooManyWordsError(InvalidError):
    """筛查词表最多容纳500个词。"""


class WordLengthError(InvalidError):
    """筛查词表里的词须为2至30个字，每行一个。"""


def decide(command: KeepWords, _: WordList, cause: Cause) -> list[WordsKept]:
    """Keep a list, each word once, in the order written."""
    if cause.unit != command.unit or cause.post not in {each.value for each in KEEPERS}:
        raise NotKeeperOfWordsError(cause.post)
    words = tuple(dict.fromkeys(" ".join(each.split()) for each in command.words if each.strip()))
    if len(words) > MOST:
        raise TooManyWordsError(len(words), field="words")
    if any(not SHORTEST <= len(each) <= LONGEST for each in words):
        raise WordLengthError(field="words")
    return [WordsKept(unit=command.unit, words=words, kept_by=cause.actor)]


def evolve(words: WordList, _: WordsKept) -> WordList:
    """Change nothing that a rule asks about."""
    return words


WORDLIST = Decider(initial=WordList(), decide=decide, evolve=evolve)
