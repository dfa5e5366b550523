"""Watches over what is served: figures for Prometheus, and a line in the log for each request."""

import logging
from functools import cache
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

from habitat_graph.web.arrival import Arrival

_LOGGER = logging.getLogger("habitat_graph.requests")
_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


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

    def served(self, arrival: Arrival, status: int, kind: str) -> None:
        """Note that a request has just been answered, with a status and a kind of answer."""
        seconds = perf_counter() - arrival.start
        self._requests(kind, status).inc()
        self._seconds(kind).observe(seconds)
        if self._logs_requests:
            _LOGGER.info(
                "request",
                extra={
                    "request_id": arrival.name,
                    "client": arrival.scope.client,
                    "method": arrival.method,
                    "path": arrival.path,
                    "status": status,
                    "kind": kind,
                    "milliseconds": round(seconds * 1000, 2),
                },
            )
