"""意见的各间屋子 — what the doors of opinions need, put together from one house."""

from typing import Any

from services.feedback.gateways.mailbox import Mailbox
from services.feedback.handlers.aftercare import Aftercare
from services.feedback.handlers.appraising import Appraising
from services.feedback.handlers.assembly import Sittings
from services.feedback.handlers.channels import ChannelDesk
from services.feedback.handlers.desk import Desk
from services.feedback.handlers.examining import Examining
from services.feedback.handlers.following import Following
from services.feedback.handlers.gate import Gate
from services.feedback.handlers.handling import Handling
from services.feedback.handlers.hotline import Hotline
from services.feedback.handlers.inquiries import Inquiries
from services.feedback.handlers.intake import Intake
from services.feedback.handlers.mailroom import Mailroom, account_of
from services.feedback.handlers.opinions import Opinions
from services.feedback.handlers.outcome_drafting import OutcomeDrafting
from services.feedback.handlers.outcomes import Outcomes
from services.feedback.handlers.overview import Overviews
from services.feedback.handlers.petitions import PetitionList
from services.feedback.handlers.pictures import Pictures
from services.feedback.handlers.proving import Proving
from services.feedback.handlers.reminding import Reminding
from services.feedback.handlers.rounds import Rounds
from services.feedback.handlers.rules import RuleBook
from services.feedback.handlers.satisfaction import Satisfactions
from services.feedback.handlers.supervising import Supervising
from services.feedback.handlers.tracking import Tracking
from services.feedback.handlers.watch import Watch
from shared.alarm import alarm
from shared.files import Arriving, place_at, scanner_at
from shared.seal import Keyring
from shared.service import Service

MAIL: float = 20.0  # seconds between visits to the mailbox
REMIND: float = 15.0  # seconds between looks at what is owed
DRAW: float = 60.0  # seconds between looks whether the proofs of a month are to be drawn


def opinion_rooms(
    house: Service, keyring: Keyring, rules: RuleBook, desk: Desk, intake: Intake
) -> dict[str, Any]:
    """Return the rooms by the names under which the doors ask for them."""
    store, views = house.store, house.views
    overviews = Overviews(views)
    channel_desk = ChannelDesk(store, views, rules, overviews)
    desk_work = Opinions(store=store, views=views, keyring=keyring, rules=rules)
    return {
        "handling": Handling(store, views, keyring, rules),
        "following": Following(store, views, keyring, house.clock, house.settings.secret),
        "aftercare": Aftercare(store, views, keyring, rules, desk),
        "pictures": pictures_of(house, keyring, desk),
        "hotline": Hotline(intake, house.settings.import_rows),
        "overviews": overviews,
        "petition_list": PetitionList(views, keyring),
        "rounds": Rounds(store, views, overviews),
        "supervising": Supervising(store, views, keyring, rules, overviews),
        "channel_desk": channel_desk,
        "examining": Examining(store, views, overviews, channel_desk),
        "proving": Proving(store, views, rules, overviews, house.clock),
        "outcome_drafting": OutcomeDrafting(store, views, rules, desk_work, house.clock),
        "outcome_desk": Outcomes(store, views, desk_work),
        "tracking": Tracking(store, views, rules, overviews),
        "sittings": Sittings(store, views, keyring, Gate(), house.settings.secret),
        "inquiries": Inquiries(store, views, rules, intake, house.refuse),
        "satisfactions": Satisfactions(views, rules),
        "appraising": Appraising(store, views, keyring, rules, house.settings.secret),
    }


def pictures_of(house: Service, keyring: Keyring, desk: Desk) -> Pictures:
    """Return where pictures of letters on paper are kept."""
    settings = house.settings
    place, scanner = place_at(settings.files, settings.home), scanner_at(settings.scanner)
    folder = settings.home / "feedback" / "pictures"
    # a picture grows by its sealing: the limit of what people send is that of Pictures
    arriving = Arriving(folder, place, limit=4 * settings.file_limit)
    return Pictures(arriving, place, scanner, keyring, desk)


def keep_watch(house: Service, rooms: dict[str, Any], intake: Intake, every: float) -> None:
    """Let the house look by itself at what nobody took in hand, and into its mailbox."""
    ring = Watch(house.store, house.views, house.clock).ring
    house.keep("watch", alarm(ring, every, lambda: not house.view_lag()))
    remind = Reminding(house.store, house.views, house.clock, rooms["handling"].rules).ring
    house.keep("reminders", alarm(remind, REMIND, lambda: not house.view_lag()))
    prove = rooms["proving"].ring
    house.keep("proofs", alarm(prove, DRAW, lambda: not house.view_lag()))
    if account := account_of(house.settings):
        room = Mailroom(intake, rooms["pictures"], house.clock, Mailbox(account), account.unit)
        house.keep("mail", alarm(room.ring, MAIL, lambda: not house.view_lag()))
