"""Which pages there are for whom: the public's for everybody, the others by role.

A page that a visitor may not open does not exist for that visitor. What a page does is checked once more by the register.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from emfassess.app.actions import actions_page
from emfassess.app.campaigns import campaigns_page
from emfassess.app.comparison import comparison_page
from emfassess.app.compliance import compliance_page
from emfassess.app.due import due_page
from emfassess.app.enquiries import enquiries_page
from emfassess.app.log import log_page
from emfassess.app.my_place import my_place_page
from emfassess.app.patterns import patterns_page
from emfassess.app.publication import publication_page
from emfassess.app.ranking import ranking_page
from emfassess.app.station import station_page
from emfassess.app.stations_map import map_page
from emfassess.app.verify import verify_page
from emfassess.app.visit import Visit
from emfassess.app.what_if import what_if_page
from emfassess.language import N_

APP_LABEL = {
    "station": N_("Station"),
    "map": N_("Map of stations"),
    "place": N_("My place"),
    "what-if": N_("Assess and what-if"),
    "patterns": N_("Antenna patterns"),
    "campaigns": N_("Measurement campaigns"),
    "comparison": N_("Model and measurement"),
    "actions": N_("Actions"),
    "enquiries": N_("Enquiries"),
    "due": N_("Measurements due"),
    "publication": N_("Publication"),
    "compliance": N_("Compliance table"),
    "ranking": N_("Risk ranking"),
    "log": N_("Log"),
    "verify": N_("Verify the portal"),
}

SECTION_LABEL = {
    "public": N_("Public"),
    "engineer": N_("Engineering"),
    "loop": N_("Control"),
    "regulator": N_("Supervision"),
}


ENGINEER, REGULATOR = frozenset({"engineer"}), frozenset({"regulator"})
EITHER = ENGINEER | REGULATOR


@dataclass(frozen=True)
class Entry:
    """A page: its path, what shows it, who may open it (everybody if empty), and whether it needs a register."""

    path: str
    show: Callable[[Visit], None]
    section: str
    roles: frozenset[str] = frozenset()
    needs_register: bool = False


ENTRIES = (
    Entry("station", station_page, "public"),
    Entry("map", map_page, "public"),
    Entry("place", my_place_page, "public"),
    Entry("what-if", what_if_page, "engineer", ENGINEER),
    Entry("patterns", patterns_page, "engineer", ENGINEER),
    Entry("campaigns", campaigns_page, "engineer", EITHER, needs_register=True),
    Entry("comparison", comparison_page, "engineer", EITHER, needs_register=True),
    Entry("actions", actions_page, "loop", EITHER, needs_register=True),
    Entry("enquiries", enquiries_page, "loop", EITHER, needs_register=True),
    Entry("due", due_page, "loop", EITHER, needs_register=True),
    Entry("publication", publication_page, "loop", EITHER),
    Entry("compliance", compliance_page, "regulator", REGULATOR, needs_register=True),
    Entry("ranking", ranking_page, "regulator", REGULATOR, needs_register=True),
    Entry("log", log_page, "regulator", REGULATOR, needs_register=True),
    Entry("verify", verify_page, "regulator", REGULATOR),
)


def entries_for(visit: Visit) -> list[Entry]:
    """The pages that exist for a visitor."""
    return [
        entry
        for entry in ENTRIES
        if (not entry.roles or entry.roles & visit.actor.roles)
        and not (entry.needs_register and visit.register is None)
    ]


def navigate(visit: Visit) -> None:
    """Offer a visitor's pages and show the chosen one."""
    sections: dict[str, list[Any]] = {}
    for entry in entries_for(visit):
        page = st.Page(
            partial(entry.show, visit),
            title=visit.text(APP_LABEL[entry.path]),
            url_path=entry.path,
            default=entry.path == "station",
        )
        visit.pages[entry.path] = page
        sections.setdefault(visit.text(SECTION_LABEL[entry.section]), []).append(page)
    offered = sections if len(sections) > 1 else next(iter(sections.values()))
    st.navigation(offered, expanded=True).run()
