"""Who is signed in, by OpenID Connect, and with which roles.

``roles.toml`` in the project's folder says who may do what: by e-mail address, or by the provider's own name for a
person as ``"sub:..."``. Without it, or without a sign-in, there is the public only.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from emfassess.language import N_, Language
from emfassess.readers.faults import InputError
from emfassess.register import PUBLIC, Actor, read_roles

ROLE_LABEL = {
    "engineer": N_("engineer"),
    "regulator": N_("regulator"),
    "public": N_("public"),
}


ROLES_FILE = "roles.toml"
SUBJECT = "sub:"


def actor_of(claims: Mapping[str, Any], roles: Mapping[str, Actor]) -> Actor:
    """Who someone is to the register, by what the provider has verified.

    Parameters
    ----------
    claims : mapping
        Of the identity token; an address that the provider calls unverified does not count.
    roles : mapping of str to Actor
        Of :func:`emfassess.register.read_roles`.

    Returns
    -------
    Actor
        The public if no entry fits.
    """
    if claims.get("is_logged_in") is not True:
        return PUBLIC
    by_name = {name if name.startswith(SUBJECT) else name.casefold(): actor for name, actor in roles.items()}
    found = by_name.get(SUBJECT + str(claims.get("sub", "")))
    if found is None and claims.get("email_verified", True) in (True, "true"):
        address = str(claims.get("email") or "").strip().casefold()
        # a subject is looked for above only: nobody is let in by an address that looks like one
        found = None if address.startswith(SUBJECT) else by_name.get(address)
    return found or PUBLIC


def actor_here(folder: Path) -> Actor:
    """The one who looks at the page.

    Raises
    ------
    InputError
        If the file of roles has a fault.
    """
    claims = st.user.to_dict()
    path = folder / ROLES_FILE
    if claims.get("is_logged_in") is not True or not path.is_file():
        return PUBLIC
    return actor_of(claims, read_roles(path))


def account(actor: Actor, text: Language) -> None:
    """Sign in or out, in the sidebar; nothing where no provider is configured."""
    claims = st.user.to_dict()
    if claims.get("is_logged_in") is True:
        st.sidebar.text(str(claims.get("email") or claims.get("name") or claims.get("sub", ""))[:80])
        roles = text.listed(text(ROLE_LABEL[role]) for role in sorted(actor.roles)) or text(
            "signed in, without a role in this project: only the public pages are shown"
        )
        st.sidebar.caption(roles)
        st.sidebar.button(text("Sign out"), on_click=st.logout, width="stretch")
    elif _configured():
        st.sidebar.button(text("Sign in"), on_click=st.login, width="stretch")


def _configured() -> bool:
    try:
        return "auth" in st.secrets
    except StreamlitSecretNotFoundError:
        return False


def actor_or_public(folder: Path, text: Language) -> Actor:
    """As :func:`actor_here`; a file of roles with a fault gives nobody a role, and says so."""
    try:
        return actor_here(folder)
    except (InputError, OSError):
        st.error(
            text(
                "{file} has a fault, so nobody has a role now. Correct it: one table [roles] with "
                'lines such as "li@example.org" = ["engineer"].',
                file=ROLES_FILE,
            )
        )
        return PUBLIC
