"""Check a published site: signature, files, and every number computed again."""

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import streamlit as st

from emfassess.app.display import plain, reported_errors
from emfassess.app.visit import Visit

MODULE = "emfassess.portal.verify"
SITE = "site"
MOST_NAMED = 50
FINGERPRINT = re.compile(r"(?:[0-9A-Fa-f]{2}[\s:]?){32}")


def verify_page(visit: Visit) -> None:
    """The project's own site, or the folder of another one on the computer that runs the app."""
    text = visit.text
    st.header(text("Verify the portal"))
    if find_spec("emfassess.portal") is None:
        st.warning(text("This version has no portal to verify."))
        return
    st.text(
        text(
            "Checks the signature and the hash of every file of the portal, and computes every published number again."
        )
    )
    site = visit.folder / SITE
    if not site.is_dir():
        st.warning(text("The project has no portal yet. Run this command in its folder:"))
        st.code("emfassess publish", language="bash")
        return
    with st.form("verify"):
        key = st.text_input(
            text("Fingerprint of the publisher's key, known from elsewhere (recommended)"), max_chars=200
        ).strip()
        again = st.checkbox(text("Compute every number again"), value=True)
        sent = st.form_submit_button(text("Verify"))
    if sent and key and not FINGERPRINT.fullmatch(key):  # a path would make the app read any file of its computer
        st.error(text("A fingerprint has 64 hexadecimal digits."))
    elif sent:
        with reported_errors(visit), st.spinner(text("Verifying …")):
            _verify(site, key or None, again, visit)


def _verify(site: Path, key: str | None, again: bool, visit: Visit) -> None:
    found = import_module(MODULE).verify_site(site, key, recompute=again, text=visit.text)
    for line in found.differences[:MOST_NAMED]:
        st.error(visit.text.labelled(visit.text("DIFFERENT"), plain(line)))
    for line in found.notes:
        st.warning(plain(line))
    for line in found.passed:
        st.success(visit.text.labelled(visit.text("equal"), plain(line)))
    if not found.differences:
        st.success(visit.text("Nothing differs."))
