"""/metrics: what Prometheus collects of the site."""

from collections.abc import Iterator
from typing import cast

from flask import Blueprint, Flask, Response
from flask.blueprints import BlueprintSetupState
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from habitat_graph.problems import HabitatError
from habitat_graph.web.replies import document
from habitat_graph.web.site import Site, site

blueprint = Blueprint("metrics", __name__)


@blueprint.record_once
def _setup(state: BlueprintSetupState) -> None:
    here = Site.of(cast(Flask, state.app))
    here.watch.registry.register(_Figures(here))


@blueprint.get("/metrics")
def metrics() -> Response:
    """Give the figures in Prometheus' text format."""
    return document(generate_latest(site().watch.registry), CONTENT_TYPE_LATEST)


class _Figures(Collector):
    """What can be read off the site at any moment."""

    def __init__(self, here: Site) -> None:
        self._site = here

    def collect(self) -> Iterator[Metric]:
        """The figures as they are now."""
        for name, cache in (("answers", self._site.answers), ("replies", self._site.replies)):
            yield _gauge(
                f"habitat_cache_{name}_bytes", f"Bytes of {name} that are kept.", cache.size
            )
            yield _counter(f"habitat_cache_{name}_hits", f"{name} given again.", cache.hits)
            yield _counter(f"habitat_cache_{name}_misses", f"{name} made anew.", cache.misses)
        try:
            holding = self._site.holding()
        except HabitatError:
            return
        yield _gauge("habitat_release", "Number of the release.", holding.release.number)
        evaluators = holding.evaluators
        yield _gauge("habitat_evaluators_busy", "Queries being evaluated.", evaluators.busy)
        yield _gauge("habitat_queue_length", "Queries waiting.", evaluators.waiting)
        ends = CounterMetricFamily(
            "habitat_evaluators_ended", "Evaluators ended over a query.", labels=("reason",)
        )
        for reason, number in evaluators.ends.items():
            ends.add_metric((reason,), number)
        yield ends


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value)


def _counter(name: str, meaning: str, value: float) -> Metric:
    return CounterMetricFamily(name, meaning, value)
