"""What a person's decision on a doubt makes of an entry."""

from msgspec.structs import replace

from services.catalog.domain.amendment_words import Wanted
from services.catalog.domain.terms import Entry, Field, Form, Scope, TimeLimit
from services.catalog.domain.words import forms_in, scope_in, time_limit_in
from shared.decider import InvalidError


class UnknownWordError(InvalidError):
    """填写的内容不是目录用语。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the field and its words."""
        field, words = self.args
        return f"“{field}”只能填：{words}。"


class BlankDecisionError(InvalidError):
    """裁定的内容不能空白。"""


def decided(entry: Entry, field: Field, value: str) -> Entry | None:
    """Return the entry with the decided value; a blank 三级目录 means it is no entry.

    A value that is only confirmed keeps the mark that says where it came from.

    Raises:
        UnknownWordError: the value is none of the words of this field.

    """
    if field is Field.LEVEL3 and not value:
        return None
    result = _with(entry, field, value)
    if getattr(result, field.value) == getattr(entry, field.value):
        return result
    inherited = tuple(mark for mark in entry.inherited if mark.field is not field)
    return replace(result, inherited=inherited)


def amended(entry: Entry, wanted: Wanted) -> Entry:
    """Return the entry as an announced amendment wants it; what is new is inherited no more."""
    changed = replace(
        entry,
        forms=tuple(form for form in Form if form in wanted.forms),
        scope=wanted.scope,
        time_limit=wanted.time_limit,
        time_word=wanted.time_word or wanted.time_limit.chinese,
    )
    kept = (
        mark
        for mark in entry.inherited
        if getattr(changed, mark.field.value) == getattr(entry, mark.field.value)
    )
    return replace(changed, inherited=tuple(kept))


def _with(entry: Entry, field: Field, value: str) -> Entry:
    match field:
        case Field.LEVEL1 | Field.LEVEL2 | Field.LEVEL3:
            if not value:
                raise BlankDecisionError(field="value")
            return replace(entry, **{field.value: value})
        case Field.FORMS:
            return replace(entry, forms=_forms(value))
        case Field.SCOPE:
            return replace(entry, scope=_scope(value))
        case Field.TIME_LIMIT:
            limit = _limit(value)
            word = value if time_limit_in(value) else limit.chinese
            return replace(entry, time_limit=limit, time_word=word)


def _forms(value: str) -> tuple[Form, ...]:
    forms, unknown = forms_in(value)
    if unknown or not forms:
        words = "、".join(form.value for form in Form)
        raise UnknownWordError(Field.FORMS.chinese, words, field="value")
    return forms


def _scope(value: str) -> Scope:
    by_value = {each.value: each for each in Scope}
    scope = by_value.get(value) or scope_in(value)
    if scope is None:
        words = "、".join(each.chinese for each in Scope)
        raise UnknownWordError(Field.SCOPE.chinese, words, field="value")
    return scope


def _limit(value: str) -> TimeLimit:
    by_value = {each.value: each for each in TimeLimit}
    limit = by_value.get(value) or time_limit_in(value)
    if limit is None:
        words = "、".join(each.chinese for each in TimeLimit)
        raise UnknownWordError(Field.TIME_LIMIT.chinese, words, field="value")
    return limit
