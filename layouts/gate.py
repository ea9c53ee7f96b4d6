"""Every request and every response passes here: who may ask, what the browser may do with the answer, what never leaks."""

from __future__ import annotations

import ipaddress
from typing import Any

from dash import Dash
from flask import Response, current_app, g, jsonify, request
from flask_compress import Compress
from werkzeug.exceptions import HTTPException

from data.language import say
from data.settings import Settings
from layouts import answers, doing, due, exports, kiosk, narrowing, opener, palette, speech, theme
from layouts.failing import report
from layouts.form import Desk
from layouts.page import find
from layouts.refusing import refuse, wants_page
from layouts.staleness import Watch
from metrics.permits import access_of
from metrics.question import Access

ROLE = "WARDBOARD_ACCESS"
LOCAL_NAMES = {"localhost", "127.0.0.1", "[::1]", "::1"}
FOREVER = "public, max-age=31536000, immutable"
POLICY = (
    "default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def access() -> Access:
    """Who asks: everybody who reaches this process, in the role that its settings give it."""
    return current_app.config[ROLE]  # type: ignore[no-any-return]


def is_loopback(host: str) -> bool:
    if host in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def guard(app: Dash, engine: Any, settings: Settings, store: Any, judging: Any, watch: Watch) -> None:
    """Put every request of the application behind the gate. Call last: the policy names the scripts known by then."""
    server = app.server
    server.config[ROLE] = access_of(settings)
    policy = POLICY.format(hashes=" ".join(f"'{h.strip(chr(39))}'" for h in app.csp_hashes()))
    only_local = is_loopback(settings.host)
    speech.register(server, settings)
    health(server, engine, judging)
    opener.register(server)
    due.register(server, engine, settings.site_name, access)
    exports.register(server, engine, settings, access, store)
    doing.register(server, Desk(engine, settings, store), access, judging)
    palette.register(server, engine, settings, access, store)
    narrowing.register(server, engine, settings, access, store)
    kiosk.register(server, engine, settings, access, store)
    sheet = theme.style_sheet(settings.palette)

    @server.get("/theme.css")
    def theme_css() -> Response:
        return Response(sheet, mimetype="text/css", headers={"Cache-Control": FOREVER})

    @server.before_request
    def check_host() -> Response | None:
        # A page of another site can make a browser call this address by a name of its own (DNS rebinding).
        host = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
        if only_local and not is_loopback(host):
            return refuse(421, "Wardboard on this machine answers to localhost only.")
        return None

    def version() -> Any:
        # What decides an answer besides its question: the data, what people wrote, a refresh that failed, the hour.
        return load_id(engine), store.version() if store else 0, *watch.moment()

    answers.remember(server, version, access)
    server.config.update(
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,
        COMPRESS_LEVEL=1,
        COMPRESS_MIN_SIZE=600,
        COMPRESS_MIMETYPES=[
            "text/html", "text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml",
            "text/plain", "text/csv",
        ],
    )  # fmt: skip
    Compress(server)

    @server.after_request
    def read_whole(response: Response) -> Response:
        # Compression would stream a static file and never close it.
        if response.direct_passthrough and response.status_code == 200:
            response.direct_passthrough = False
            response.make_sequence()
        return response

    @server.after_request
    def seal(response: Response) -> Response:
        response.headers.update(HEADERS)
        response.headers["Content-Security-Policy"] = policy
        path = request.path
        if "Cache-Control" not in response.headers or path.startswith("/assets/"):
            versioned = "m" in request.args or "v" in request.args or path.startswith("/assets/fonts/")
            if path.startswith("/assets/"):
                response.headers["Cache-Control"] = FOREVER if versioned else "public, max-age=86400"
            elif not path.startswith("/_dash-component-suites/"):
                response.headers["Cache-Control"] = "no-store"
        is_page = response.mimetype == "text/html" and request.method == "GET" and response.status_code == 200
        if is_page and not path.startswith(("/_", "/assets", "/do/", "/tv/")) and find(path) is None:
            response.status_code = 404
        return response

    @server.errorhandler(Exception)
    def scrub(error: Exception) -> tuple[Response, int]:
        # Messages of engines and parsers quote the rows they choke on; only the kind and the place are kept.
        if isinstance(error, HTTPException):
            status = error.code or 500
            if wants_page():
                return refuse(status, again=request.full_path if request.method == "GET" else ""), status
            return Response(f"{status} {error.name}", mimetype="text/plain"), status
        g.has_failed = True
        error_id = report(error, request.path)
        sentence = say("This did not work. Error {number}.", number=error_id)
        again = request.full_path if request.method == "GET" else ""
        return refuse(500, sentence, again=again), 500


def load_id(engine: Any) -> int:
    stamp = engine.stamp()
    return stamp.load_id if stamp else 0


def health(server: Any, engine: Any, judging: Any = None) -> None:
    """Three questions a watcher asks: is the process alive, can it answer, and how old is what it answers."""

    @server.get("/healthz/live")
    def live() -> Response:
        return jsonify(status="ok")

    @server.get("/healthz/ready")
    def ready() -> tuple[Response, int]:
        try:
            stamp = engine.stamp()
            if stamp is None:
                return jsonify(status="empty", reason="no data has been loaded yet"), 503
            engine.places(server.config[ROLE])
        except Exception as error:
            return jsonify(status="failing", error_id=report(error, "/healthz/ready")), 503
        is_judging = judging is not None and judging.is_running
        return jsonify(status="ok", load_id=stamp.load_id, is_judging=is_judging), 200

    @server.get("/healthz/data")
    def data() -> tuple[Response, int]:
        try:
            stamp = engine.stamp()
        except Exception as error:
            return jsonify(status="failing", error_id=report(error, "/healthz/data")), 503
        if stamp is None:
            return jsonify(status="empty"), 503
        through = stamp.data_through.isoformat() if stamp.data_through else None
        return jsonify(
            status="ok", load_id=stamp.load_id, data_through=through, loaded_at=str(stamp.loaded_at)
        ), 200
