"""Watches over what is served: figures for Prometheus, and a line in the log for each request."""

import logging
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

if TYPE_CHECKING:
    from granian.rsgi import Scope

_LOGGER = logging.getLogger("habitat_graph.requests")
_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


@dataclass(frozen=True)
class Exchange:
    """A request and how it was answered: status, kind of answer, seconds, its name in the log."""

    scope: "Scope"
    status: int
    kind: str
    seconds: float
    name: str


class Watch:
    """Counts and times all exchanges; `logs_requests` also writes each to the log.

    https://prometheus.io/docs/concepts/metric_types/
    """

    def __init__(self, logs_requests: bool = False) -> None:
        self.registry = CollectorRegistry()
        self._logs_requests = logs_requests
        ProcessCollector(registry=self.registry)
        requests = Counter(
            "habitat_requests",
            "Requests by kind and status.",
            ("kind", "status"),
            registry=self.registry,
        )
        seconds = Histogram(
            "habitat_request_seconds",
            "Time from a request to its reply.",
            ("kind",),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        # Looking up the labels takes longer than counting.
        self._requests = cache(requests.labels)
        self._seconds = cache(seconds.labels)

    def served(self, exchange: Exchange) -> None:
        """Note one exchange."""
        self._requests(exchange.kind, exchange.status).inc()
        self._seconds(exchange.kind).observe(exchange.seconds)
        if self._logs_requests:
            scope = exchange.scope
            _LOGGER.info(
                "request",
                extra={
                    "request_id": exchange.name,
                    "client": scope.client,
                    "method": scope.method,
                    "path": scope.path,
                    "status": exchange.status,
                    "kind": exchange.kind,
                    "milliseconds": round(exchange.seconds * 1000, 2),
                },
            )
