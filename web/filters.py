"""Reads the filters of the inbox from the address, and writes the address of a page of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from assistant.clock import iso
from assistant.engagement.concerns import OPEN, UK, State
from assistant.engagement.waiting_list import Place, Wanted
from knowledge.model import MODELS, TOPICS

NAMES = ("show", "state", "topic", "owner", "overdue", "urgent", "practice", "model", "from", "to")
ANY = "any"
ME, NOBODY = "me", "nobody"


def asked_of(args: Mapping[str, str]) -> dict[str, str]:
    """The filters that are set, as they were typed."""
    return {name: args[name].strip()[:200] for name in NAMES if args.get(name, "").strip()}


def wanted_of(asked: Mapping[str, str], person: str, today: date) -> Wanted:
    """What the filters ask for; a value that is none of ours asks for nothing, for addresses are typed and kept."""
    show, owner = asked.get("show", ""), asked.get("owner", "")
    return Wanted(
        concerns=show != "unanswered",
        questions=show != "concerns" and asked.get("state", "") not in tuple(State),
        states=_states(asked.get("state", "")),
        topic=_one_of(asked.get("topic", ""), TOPICS),
        owner=person if owner == ME else "" if owner == NOBODY else owner,
        unowned=owner == NOBODY,
        urgent="urgent" in asked,
        overdue_on=today.isoformat() if "overdue" in asked else "",
        practice=asked.get("practice", ""),
        model=_one_of(asked.get("model", ""), MODELS),
        since=_day(asked.get("from", ""), 0),
        until=_day(asked.get("to", ""), 1),
    )


def place_of(text: str) -> Place | None:
    """Where a page begins, or None for the first."""
    heard, _, item_id = text[:100].partition("~")
    return Place(heard, item_id) if heard and item_id else None


def query_of(asked: Mapping[str, str], after: Place | None = None) -> str:
    """The query of an address: the same filters, from after a place on."""
    return urlencode({**asked, **({"after": f"{after.heard}~{after.id}"} if after else {})})


def _states(text: str) -> frozenset[State]:
    if text == ANY:
        return frozenset()
    return frozenset({State(text)}) if text in tuple(State) else OPEN


def _one_of(text: str, values: tuple[str, ...]) -> str:
    return text if text in values else ""


def _day(text: str, days: int) -> str:
    """The moment at which a UK day begins, so many days after the one that was typed; "" for what is no day."""
    try:
        begins = datetime.combine(date.fromisoformat(text) + timedelta(days), time(), UK)
    except (ValueError, OverflowError):
        return ""
    return iso(begins)
