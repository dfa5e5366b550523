"""Puts the site together."""

import os
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from habitat_graph.knowledge.catalogue import catalogue
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.release.proposal import Grounds
from habitat_graph.settings import Settings
from habitat_graph.sparql.federation import Federation
from habitat_graph.sparql.limits import Limits
from habitat_graph.sparql.memory import give_back_at_once
from habitat_graph.sparql.store import StoreUnreachableError
from habitat_graph.web import (
    context,
    crawlers,
    data,
    downloads,
    errors,
    health,
    metrics,
    pages,
    reconcile,
    releases,
    report,
    resolve,
    search,
    sparql,
    things,
    update,
    validate,
)
from habitat_graph.web.cache import Cache
from habitat_graph.web.front import Front
from habitat_graph.web.holding import Holder, NoReleaseError
from habitat_graph.web.keeper import end_with_keeper
from habitat_graph.web.links import href, short_name
from habitat_graph.web.log import configure_log
from habitat_graph.web.remote import holder
from habitat_graph.web.replies import finished
from habitat_graph.web.scratch import ScratchHolder
from habitat_graph.web.site import Site, question_texts
from habitat_graph.web.watch import Watch

BODY_LIMIT = 1_000_000
"""Bytes a request may send."""

_MEBIBYTE = 2**20
_SERVICE_LIMIT = 4 * _MEBIBYTE
_ADDRESSES = (
    sparql,
    update,
    data,
    validate,
    things,
    pages,
    report,
    search,
    resolve,
    reconcile,
    releases,
    downloads,
    context,
    crawlers,
    health,
    metrics,
)


def create_app(settings: Settings | None = None, root: Path | None = None) -> Flask:
    """The site over the store that `settings` name; by default those of the environment.

    `root` is the folder with the catalogue's queries, by default that of the program.
    """
    settings = settings or Settings.from_environment(os.environ)
    root = root or knowledge_root()
    queries = {query.name: query for query in catalogue(root)}
    share = settings.cache * _MEBIBYTE // 2
    site = Site(
        _holder(settings, root),
        queries,
        question_texts(),
        Cache(share),
        Cache(share),
        Watch(settings.log == "requests"),
        Federation.over(settings.service_allow, settings.query_timeout, _SERVICE_LIMIT),
        is_union=settings.union,
        token=settings.token,
    )
    app = Flask(__name__)
    app.extensions.update(site.attach())
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = BODY_LIMIT
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.filters.update(href=href, short_name=short_name)
    for module in _ADDRESSES:
        app.register_blueprint(module.blueprint)
    errors.register(app)
    app.after_request(finished)
    try:
        site.holding()
    except NoReleaseError:
        # Served all the same: the first build is taken up when it is there.
        app.logger.warning("There is no release yet.")
    except StoreUnreachableError as error:
        app.logger.warning("%s", error)
    return app


def create_front() -> Front:
    """The site of the environment's settings, as granian calls it."""
    settings = Settings.from_environment(os.environ)
    configure_log()
    give_back_at_once()
    end_with_keeper()
    app = create_app(settings)
    site = Site.of(app)
    hops = settings.proxies
    inner = ProxyFix(app.wsgi_app, hops, hops, hops, hops, hops) if hops else app.wsgi_app
    return Front(inner, site, hops)


def _holder(settings: Settings, root: Path) -> Holder:
    """Who holds what is served: a scratch store, this process or a remote store."""
    limits = _limits(settings)
    if settings.gate:
        return holder(settings, limits, root)
    grounds = Grounds(root, settings.source, settings.reference)
    return ScratchHolder(settings.store, limits, union=settings.union, grounds=grounds)


def _limits(settings: Settings) -> Limits:
    return Limits(
        settings.evaluators,
        settings.query_timeout,
        settings.query_memory * _MEBIBYTE,
        settings.query_result * _MEBIBYTE,
        writes=settings.token is not None,
        in_memory=settings.disk * _MEBIBYTE,
    )
