"""Check a published site: signature, files, and every number computed again."""

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import streamlit as st

from emfassess.app.display import plain, told
from emfassess.app.visit import Visit

MODULE = "emfassess.portal.verify"
SITE = "site"
MOST_NAMED = 50
FINGERPRINT = re.compile(r"(?:[0-9A-Fa-f]{2}[\s:]?){32}")


def verify_page(visit: Visit) -> None:
    """The project's own site, or the folder of another one on the computer that runs the app."""
    text = visit.text
    st.header(text("app.verify"))
    if find_spec("emfassess.portal") is None:
        st.warning(text("verify.not-there"))
        return
    st.text(text("verify.how"))
    site = visit.folder / SITE
    if not site.is_dir():
        st.warning(text("verify.no-site"))
        st.code("emfassess publish", language="bash")
        return
    with st.form("verify"):
        key = st.text_input(text("verify.key"), max_chars=200).strip()
        again = st.checkbox(text("verify.again"), value=True)
        sent = st.form_submit_button(text("verify.start"))
    if sent and key and not FINGERPRINT.fullmatch(key):  # a path would make the app read any file of its computer
        st.error(text("verify.no-fingerprint"))
    elif sent:
        with told(visit), st.spinner(text("verify.running")):
            _verify(site, key or None, again, visit)


def _verify(site: Path, key: str | None, again: bool, visit: Visit) -> None:
    found = import_module(MODULE).verify_site(site, key, recompute=again)
    for line in found.differences[:MOST_NAMED]:
        st.error(f"{visit.text('verify.different')}: {plain(line)}")
    for line in found.notes:
        st.warning(plain(line))
    for line in found.passed:
        st.success(f"{visit.text('verify.equal')}: {plain(line)}")
    if not found.differences:
        st.success(visit.text("verify.all-equal"))
