"""Figures for Prometheus: requests of this process (of all, with PROMETHEUS_MULTIPROC_DIR), work of the machine."""

import hmac
import os
import time
from collections.abc import Iterable
from ipaddress import ip_address

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector

from iso_app.core.errors import NotFound
from iso_app.jobs import queries

SHARED = "PROMETHEUS_MULTIPROC_DIR"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_of_process = CollectorRegistry()
_REQUESTS = Counter(
    "iso_requests", "Requests answered.", ["endpoint", "method", "status"], registry=_of_process
)
_SECONDS = Histogram(
    "iso_request_seconds",
    "Time to an answer.",
    ["endpoint"],
    buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10),
    registry=_of_process,
)


class _Work:
    """Rows of work by kind and state; letters that failed are among them."""

    @staticmethod
    def collect() -> Iterable[Metric]:
        jobs = GaugeMetricFamily("iso_jobs", "Rows of work.", labels=["kind", "state"])
        for (kind, state), number in queries.by_state().items():
            jobs.add_metric([kind, state], number)
        yield jobs
        oldest = queries.oldest_waiting_seconds()
        yield GaugeMetricFamily("iso_jobs_oldest_waiting_seconds", "Of work that is due.", value=oldest)


def count_requests(app: Flask) -> None:
    """Count every answer of the application and how long it took."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.begun = time.perf_counter()


def _end(response: Response) -> Response:
    begun = g.pop("begun", None)
    endpoint = request.endpoint or "none"
    # Whoever asks may invent methods, and each label is a figure kept for as long as the process lives.
    method = request.method if request.method in METHODS else "other"
    _REQUESTS.labels(endpoint, method, str(response.status_code)).inc()
    if begun is not None:
        _SECONDS.labels(endpoint).observe(time.perf_counter() - begun)
    return response


def require_reader() -> None:
    """Let in whoever has the token of the settings; without one, only this machine, and only where no proxy stands.

    Anybody else is answered as if there were no such page.
    """
    settings = current_app.extensions["settings"]
    if settings.metrics_token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        allowed = hmac.compare_digest(given.encode(), settings.metrics_token.encode())
    else:
        behind_proxy = settings.https or settings.trusted_proxies
        allowed = not behind_proxy and _is_loopback(request.remote_addr)
    if not allowed:
        raise NotFound("Không có trang này.")


def _is_loopback(address: str | None) -> bool:
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False


def figures() -> bytes:
    """Everything in Prometheus' own text."""
    registry = CollectorRegistry()
    registry.register(_Work())
    if os.environ.get(SHARED):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    return generate_latest(_of_process) + generate_latest(registry)
