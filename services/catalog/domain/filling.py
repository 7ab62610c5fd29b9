"""配齐 — which posts a unit must have filled before its catalog takes effect (row I1)."""

from collections.abc import Iterable, Mapping
from typing import Final

from services.catalog.domain.post import demanded
from services.catalog.domain.scheme_terms import Scheme, Value
from services.catalog.domain.terms import Post

NO_GROUP: Final = "不设"  # a scheme without a leading group says so in place of its head
ANSWERING: Final[Mapping[str, Post]] = {  # who answers for disclosure, as schemes call them
    "领导小组办公室": Post.OFFICE,
    "办公室": Post.OFFICE,
    "第一责任人": Post.FIRST_RESPONSIBLE,
    "主要负责人": Post.FIRST_RESPONSIBLE,
    "直接责任人": Post.DIRECTLY_RESPONSIBLE,
    "支部书记": Post.SECRETARY,
    "专人": Post.CLERK,
}


def posts_demanded(scheme: Scheme | None) -> tuple[Post, ...]:
    """Return the posts a unit's scheme demands, in the order in which all posts are listed.

    Those without which the procedure could not be carried out, and of a whole scheme also
    the leading group's head, its office and whoever the scheme makes responsible
    (S0-77…81; V02, V03, V04). A scheme told without settings demands the former only.
    """
    if scheme is None:
        return demanded(None)
    wanted = {*demanded(scheme.rules), *_answering(scheme.values)}
    return tuple(post for post in Post if post in wanted)


def _answering(values: Mapping[str, Value]) -> set[Post]:
    if not values:
        return set()
    head = values.get("bodies.leading_group.head_post")
    named = {*_words(values.get("roles.responsibility")), *_words(values.get("roles.operator"))}
    found = {ANSWERING[each] for each in named if each in ANSWERING}
    return found if head in {None, NO_GROUP} else found | {Post.LEADER}


def _words(value: Value | None) -> Iterable[str]:
    if isinstance(value, tuple):
        return (str(each) for each in value)
    return (value,) if isinstance(value, str) else ()
