"""Where every form arrives: who may, is it really their page that sends it, is it well written, saved, and back."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import replace
from html import escape
from typing import Any
from urllib.parse import urlsplit

from dash import html
from flask import Flask, Response, g, redirect, request
from itsdangerous import BadData, URLSafeTimedSerializer

import layouts.forms
from data.discover import discover
from data.language import mark, say
from layouts.form import Desk, Form, Refused, draw
from layouts.page import View, find
from layouts.refusing import document, refuse, told
from metrics.question import Access

FORMS: dict[str, Form] = {form.name: form for form in discover(layouts.forms, Form).values()}
MOST_BYTES = 64 * 1024
MOST_KEPT = 4 * MOST_BYTES  # more than can be saved, and still given back to be shortened
NOTICE = "wardboard-notice"
NOTICE_SECONDS = 60
BEING_JUDGED = mark(
    "Targets or limits were changed and are being judged. New verdicts show here when that is done."
)


def back_to(at: str) -> str:
    """The page of this site that a form came from; home for anything else, so that no form leads astray."""
    if not at.isprintable() or not at.startswith("/") or at.startswith(("//", "/\\")):
        return "/"
    return at if find(urlsplit(at).path) else "/"


def is_foreign() -> bool:
    """Whether a browser says that another site's page sent this request."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin", request.host_url.rstrip("/"))
    return site not in ("same-origin", "none") or origin != request.host_url.rstrip("/")


def typed(form: Form, written: Mapping[str, str]) -> dict[str, str]:
    """What a person wrote into a form, by the names that it has on the page."""
    return {
        say(one.label): written[one.name]
        for one in form.fields
        if one.kind not in ("hidden", "kpi", "place") and written.get(one.name)
    }


def page(
    form: Form,
    desk: Desk,
    at: str,
    written: Mapping[str, str],
    sentences: tuple[str, ...] = (),
    wrong: Mapping[str, str] | None = None,
    status: int = 0,
) -> Response:
    """A page of its own that holds the form, what is wrong with it, and the way back."""
    asked = set(written.get("unseen", "").split(",")) - set(wrong or {})
    # A link may leave out what the page says in words or what is empty, never a value that nobody then sees.
    hide = tuple(
        one.name
        for one in form.fields
        if one.name in asked and (one.kind in ("kpi", "place") or not written.get(one.name))
    )
    about = form.about(written, desk, hide)
    said = f'<p class="page-lead">{escape(about)}</p>' if about else ""
    if sentences:
        said += told(sentences)
    drawn = draw(form, desk, at, written, hide, wrong)
    back = f'<p><a href="{escape(at)}">{escape(say("Back without saving"))}</a></p>'
    form_drawn = drawn.markup if drawn is not None else ""
    return document(say(form.title), f"{said}{form_drawn}{back}", status or (422 if sentences else 200))


def register(server: Flask, site: Desk, access: Callable[[], Access], judging: Any = None) -> None:
    """Give the server its writing endpoint and the notice that says once what was saved."""

    def desk() -> Desk:
        return replace(site, access=access())

    @server.post("/do/<name>")
    def do(name: str) -> Any:
        form, here = FORMS.get(name), desk()
        if form is None:
            return refuse(404, say("There is no such form."))
        if is_foreign():
            # What another site sent is not shown again.
            return refuse(403, say("Another site sent this. Nothing was saved."))
        if request.mimetype != "application/x-www-form-urlencoded":
            return refuse(415)
        if request.content_length is None or request.content_length > MOST_KEPT:
            return refuse(
                413, say("This is too long to be saved. Go back: your browser still has what you wrote.")
            )
        written = request.form.to_dict()
        at, kept = back_to(written.get("at", "/")), typed(form, written)
        if not here.is_open:
            sentence = say("Nothing can be written here: without sign-in only this machine itself may write.")
            return refuse(403, sentence, at, kept)
        if not form.may(here):
            return refuse(403, say("You may look at this, not change it."), at, kept)
        if request.content_length > MOST_BYTES:
            return page(
                form, here, at, written, (say("This is too long to be saved. Shorten it."),), status=413
            )
        if not hmac.compare_digest(written.get("token", "").encode(), here.token(name).encode()):
            old = say(
                "This form was from an older page, so nothing was saved yet. What you wrote is still here: look it over and save it."
            )
            return page(form, here, at, written, (old,), status=403)
        return _saved(form, here, written)

    @server.get("/do/<name>")
    def show(name: str) -> Any:
        form, here = FORMS.get(name), desk()
        if form is None or not form.may(here):
            return refuse(404, say("There is no such form."))
        return page(form, here, back_to(request.args.get("at", "/")), request.args.to_dict())

    def _saved(form: Form, here: Desk, written: Mapping[str, str]) -> Any:
        at = back_to(written.get("at", "/"))
        values, wrong = form.read(written, here)
        sentences: tuple[str, ...] = ()
        if not wrong:
            try:
                saved = form.save(here, values)
                sentence, at = saved if isinstance(saved, tuple) else (saved, at)
                if form.is_judged_by and judging:
                    judging.want()
                answer = redirect(at, 303)
                answer.set_cookie(
                    NOTICE, _seal(here).dumps(sentence), max_age=NOTICE_SECONDS, httponly=True,
                    samesite="Strict", secure=request.is_secure,
                )  # fmt: skip
                return answer
            except Refused as refused:
                wrong = {refused.field: str(refused)} if refused.field else {}
                sentences = () if refused.field else (str(refused),)
        labels = {one.name: say(one.label) for one in form.fields}
        sentences += tuple(f"{labels.get(name, name)}: {sentence}" for name, sentence in wrong.items())
        return page(form, here, at, written, (say("Nothing was saved yet."), *sentences), wrong)

    @server.after_request
    def forget(response: Response) -> Response:
        if g.get("has_told"):
            response.delete_cookie(NOTICE, httponly=True, samesite="Strict", secure=request.is_secure)
        return response


def notice(desk: Desk) -> tuple[str, ...]:
    """What was just saved, to be said once, by the strip of the page one comes back to."""
    sealed = request.cookies.get(NOTICE)
    if not sealed or not desk.is_open:
        return ()
    g.has_told = True
    try:
        return (str(_seal(desk).loads(sealed, max_age=NOTICE_SECONDS)),)
    except BadData:
        return ()


def due(view: View, judging: Any) -> tuple[Any, ...]:
    """What the strip says while the verdicts do not know a target or rebase that somebody changed."""
    if view.store is None or view.stamp is None or not view.engine.is_judging_due():
        return ()
    g.has_failed = True  # it passes without a new version of anything, so nobody may keep it
    if judging is not None and judging.is_running:
        return (html.Span(say(BEING_JUDGED), **{"data-judging": view.stamp.load_id}),)
    if judging is not None and judging.has_failed:
        failed = say(
            "Targets or limits were changed, but judging by them failed: what is shown is judged by the old ones. "
            "`wardboard doctor` says why; the next refresh tries again."
        )
        return (html.Span(failed, role="alert"),)
    return (say("Targets or limits were changed; the next refresh judges by them."),)


def _seal(desk: Desk) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(desk.secret, salt="notice")
