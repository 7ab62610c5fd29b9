"""管理表 — one shape for all forms of an admin: fields, errors beside them, a last look, done."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, TypeVar

from msgspec import MsgspecError, Struct, convert

from shared.calendar import BEIJING
from shared.decider import InvalidError, RejectedError
from shared.web import Filled, Page, page
from shared.web.problems import sentence_of

T = TypeVar("T")
Form = Filled[dict[str, Any]]
CONFLICT: Final = 409
SHOWN_HERE: Final = frozenset({404, CONFLICT, 422})  # refusals that are told beside the field


class FieldWrongError(InvalidError):
    """填写的内容不符合要求。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads about this field."""
        return str(self.args[0])


class ReasonMissingError(InvalidError):
    """请填写依据或者理由，例如批准文件的名称和文号。"""


class WrongDayError(InvalidError):
    """请按“年-月-日”填写日期，例如 2026-07-01。"""


class Input(Struct, frozen=True, kw_only=True):
    """一栏 — ``options`` make it a list to pick from, as (value, label)."""

    name: str
    label: str
    value: str = ""
    kind: str = "text"
    options: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    required: bool = True

    @property
    def said(self) -> str:
        """Return the value as a person reads it."""
        return dict(self.options).get(self.value, self.value)


class Sheet(Struct, frozen=True, kw_only=True):
    """一张表 — ``action`` is where it goes; ``button`` says what it does."""

    title: str
    action: str
    inputs: tuple[Input, ...]
    button: str
    intro: str = ""
    back: str = "/catalog/admin"
    crumbs: tuple[tuple[str, str], ...] = ()


def shown(
    sheet: Sheet,
    *,
    refusal: RejectedError | None = None,
    effects: Sequence[str] | None = None,
) -> Page:
    """Answer with a form: to fill in, with an error beside its field, or for a last look."""
    if refusal is not None and refusal.status not in SHOWN_HERE:
        raise refusal
    names = {each.name for each in sheet.inputs}
    return page(
        "catalog/admin_form.html.j2",
        status_code=refusal.status if refusal else 200,
        sheet=sheet,
        refusal=refusal,
        wrong_field=refusal.field if refusal and refusal.field in names else "",
        effects=effects,
    )


def text(form: dict[str, Any], name: str) -> str:
    """Return one field without the spaces around it."""
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def reason_of(form: dict[str, Any]) -> str:
    """Return the ground.

    Raises:
        ReasonMissingError: there is none.

    """
    reason = text(form, "reason")
    if not reason:
        raise ReasonMissingError(field="reason")
    return reason


def made(kind: type[T], /, **fields: Any) -> T:
    """Return what was asked, each field within its bounds.

    Raises:
        FieldWrongError: a field is missing, too long or written in a wrong way.

    """
    try:
        return convert(fields, kind)
    except MsgspecError as error:
        message, _, path = str(error).partition(" - at `$.")
        field = path.partition("`")[0].partition("[")[0]
        raise FieldWrongError(sentence_of(message), field=field) from error


def moment(form: dict[str, Any], name: str, *, days: int = 0) -> datetime | None:
    """Return the beginning of a day in Beijing, so many days later; nothing if nothing is said.

    Raises:
        WrongDayError: it is no day.

    """
    if not (written := text(form, name)):
        return None
    try:
        day = date.fromisoformat(written) + timedelta(days=days)
        return datetime(day.year, day.month, day.day, tzinfo=BEIJING).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise WrongDayError(written[:20], field=name) from error
