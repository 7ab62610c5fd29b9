"""What every service counts. One registry in a process, every figure labelled by its service.

Several services may live in one process and yet each shows only its own figures
at its own address, so that nothing is counted twice.
"""

from collections.abc import Iterator
from typing import Final

from prometheus_client import REGISTRY, Counter, Gauge, Histogram, generate_latest
from prometheus_client.metrics_core import Metric

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

COMMANDS: Final = Counter(
    "gongkai_commands_total", "Commands that filed facts, and replays.", ["service", "outcome"]
)
REFUSALS: Final = Counter(
    "gongkai_refusals_total", "Commands and reads refused, by rule.", ["service", "rule"]
)
UNKEPT_REFUSALS: Final = Counter(
    "gongkai_refusals_unkept_total", "Refusals that could not be written down.", ["service"]
)
CONFLICTS: Final = Counter(
    "gongkai_conflicts_total", "Commands refused or retried over a stale version.", ["service"]
)
RELAY_LAG: Final = Gauge(
    "gongkai_relay_lag", "Facts filed and not yet on the bus.", ["service", "stream"]
)
VIEW_LAG: Final = Gauge(
    "gongkai_view_lag", "Facts on the bus and not yet in the views.", ["service", "source"]
)
DEAD_LETTERS: Final = Gauge(
    "gongkai_dead_letters", "Letters that could not be read and wait for a person.", ["service"]
)
FOREIGN: Final = Counter(
    "gongkai_foreign_writes_total", "Streams that another process wrote to.", ["service"]
)
FOLDED: Final = Counter(
    "gongkai_view_letters_total", "Letters folded into views.", ["service", "source"]
)
VIEW_POSITION: Final = Gauge(
    "gongkai_view_position", "Last position folded into the views.", ["service", "source"]
)
QUEUE_DEPTH: Final = Gauge("gongkai_queue_depth", "Commands waiting for the writer.", ["service"])
BUS_COMPLAINTS: Final = Counter(
    "gongkai_bus_complaints_total", "Refusals and errors the bus reported.", ["service"]
)
REQUESTS: Final = Histogram(
    "gongkai_request_seconds",
    "Time from a request to its answer.",
    ["service", "method", "route", "status"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
FAULTS: Final = Counter(
    "gongkai_faults_total", "Requests that met an error nobody foresaw.", ["service"]
)


class _OneService:
    """The registry as one service sees it: its own figures and the process's."""

    def __init__(self, service: str) -> None:
        self._service = service

    def collect(self) -> Iterator[Metric]:
        for family in REGISTRY.collect():
            own = Metric(family.name, family.documentation, family.type, family.unit)
            own.samples = [
                each
                for each in family.samples
                if each.labels.get("service", self._service) == self._service
                and not each.name.endswith("_created")  # noise: when this process began
            ]
            if own.samples:
                yield own


def exposition(service: str) -> bytes:
    """Return the figures of one service as Prometheus text."""
    return generate_latest(_OneService(service))
