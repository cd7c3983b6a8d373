"""Settings of the publication in the project's file: publisher, contact, licence, address."""

from datetime import date
from pathlib import Path

from emfassess.portal.publication import Contact, Published
from emfassess.readers.project import read_project


def published_of_project(folder: Path, day: str | None = None) -> Published:
    """A publication as ``emfassess.toml`` names it, without anything of a register.

    Raises
    ------
    ValueError
        If the day is none, or an address is no web address.
    """
    settings = read_project(folder).disclosure
    contact = Contact(settings.contact, settings.email, settings.telephone, settings.url) if settings.contact else None
    return Published(
        publisher=settings.publisher,
        contact=contact,
        licence=settings.licence,
        licence_url=settings.licence_url,
        base_url=settings.base_url,
        date=date.fromisoformat(day) if day else None,
    )
