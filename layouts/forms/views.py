"""Saved views: a name for where one is, for everybody who works here."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from data.language import say
from data.store import StoreError
from layouts.form import Desk, Field, Form, Refused
from layouts.page import find


def _save(desk: Desk, said: dict[str, Any]) -> str:
    address, parts = said["address"], urlsplit(said["address"])
    if parts.scheme or parts.netloc or not address.startswith("/") or find(parts.path) is None:
        raise Refused(say("Only a page of this site can be saved."))
    try:
        desk.store.save_view(said["name"], address)
    except StoreError as error:
        raise Refused(str(error), "name") from None
    return say("This view is saved as “{name}”: search finds it by that name.", name=said["name"])


def _delete(desk: Desk, said: dict[str, Any]) -> str:
    if not desk.store.delete_view(said["name"]):
        raise Refused(say("There is no view of this name any more."))
    return say("The view “{name}” is deleted.", name=said["name"])


save = Form(
    name="save-view",
    title="Save this view",
    button="Save",
    fields=(
        Field("name", "Name", hint="E.g. ED by shift, last 13 weeks.", most=60),
        Field("address", "Address", kind="hidden", most=900),
    ),
    save=_save,
)

delete = Form(
    name="delete-view",
    title="Delete view",
    button="Delete",
    fields=(Field("name", "Name", kind="hidden"),),
    save=_delete,
)
