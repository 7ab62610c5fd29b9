"""另一人核准 — whoever may let out what somebody has typed for strangers is told that it waits."""

from datetime import date
from uuid import UUID, uuid5

from services.feedback.domain.let_out import APPROVERS
from services.feedback.domain.reminding import REMINDER, Addressee, RemindStaff, Stage
from shared.store import Task


def told(
    about: UUID,
    unit: str,
    title: str,
    link: str,
    *,
    on: date,
    by: UUID,
    to: tuple[Addressee, ...] = (),
) -> Task:
    """Tell somebody (a unit's approvers), in tray and by mail, what waits; ``by``: the command."""
    return Task(
        REMINDER,
        uuid5(by, "let out"),
        RemindStaff(
            unit=unit,
            matter=str(about),
            stage=Stage.SOON,
            due=on,
            title=title,
            link=link,
            to=to or tuple(Addressee(unit=unit, post=each) for each in APPROVERS),
        ),
    )
