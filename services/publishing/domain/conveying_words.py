"""渠道的事实 — comparisons of what channels show, and pushes to other systems."""

from services.publishing.domain.comparison_words import ComparisonEvent
from services.publishing.domain.trial_words import ChannelTried
from services.publishing.domain.turn_words import TurnClaimed
from services.publishing.domain.webhook_words import PushEvent, WebhookEvent

ConveyingEvent = ComparisonEvent | WebhookEvent | PushEvent | TurnClaimed | ChannelTried
