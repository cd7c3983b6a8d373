"""Content of a publication beside the assessments: measurements, due dates, contact, history and corrections.

The register fills these records; without one they are empty, and the pages say so.
"""

import datetime
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any


@dataclass(frozen=True)
class Measured:
    """One published value of a measurement.

    `field_strength_v_m` is r.m.s. over all bands [V/m]; where `censored`, the level lay below it. `exposure_ratio` is the
    exposure ratio as it was judged; `uncertainty_db` is expanded (k = 1.96). [dB]
    """

    campaign: str
    point: str
    date: datetime.date
    field_strength_v_m: float
    body: str = ""
    method: str = ""
    description: str = ""
    height_m: float | None = None
    censored: bool = False
    power_density_w_m2: float | None = None
    exposure_ratio: float | None = None
    limit: str = ""
    uncertainty_db: float | None = None
    longitude: float | None = None
    latitude: float | None = None


@dataclass(frozen=True)
class Trend:
    """Whether the measured levels rise or fall.

    `direction` is ``rising``, ``falling``, ``none`` or ``too-few``; the slope is Sen's. [% a year]
    """

    direction: str
    slope_percent_per_year: float | None = None
    p_value: float | None = None
    first: datetime.date | None = None
    last: datetime.date | None = None

    def __post_init__(self) -> None:
        if self.direction not in ("rising", "falling", "none", "too-few"):
            raise ValueError(f"a trend is rising, falling, none or too-few, not {self.direction!r}")


@dataclass(frozen=True)
class Change:
    """One entry of a history or of the list of corrections."""

    date: datetime.date
    text: str


@dataclass(frozen=True)
class Contact:
    """Whom to ask."""

    name: str
    email: str = ""
    telephone: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        _require_web(self.url, "url of a contact")
        if self.email and not re.fullmatch(r"[^@\s:?&<>\"']+@[^@\s:?&<>\"']+", self.email):
            raise ValueError(f"email of a contact is no address: {self.email[:80]!r}")


@dataclass(frozen=True)
class StationNotice:
    """Published information on one station beside its assessment."""

    address: str = ""
    district: str = ""
    filing_number: str = ""
    measurements: tuple[Measured, ...] = ()
    trend: Trend | None = None
    due: datetime.date | None = None
    contact: Contact | None = None
    history: tuple[Change, ...] = ()
    corrections: tuple[Change, ...] = ()

    @property
    def last_measured(self) -> Measured | None:
        """The newest measurement."""
        return max(self.measurements, key=lambda m: m.date, default=None)


@dataclass(frozen=True)
class Published:
    """A publication: its publisher, licence and languages, and what it adds to each station.

    `selection` are the ids of the stations whose result is published; None publishes every assessed one. `base_url` is
    address of the portal, for permalinks in the open data. `languages` are those of the pages, in the order of the
    language switch.
    """

    publisher: str = ""
    contact: Contact | None = None
    licence: str = "CC-BY-4.0"
    licence_url: str = "https://creativecommons.org/licenses/by/4.0/"
    base_url: str = ""
    date: datetime.date | None = None
    selection: frozenset[str] | None = None
    stations: Mapping[str, StationNotice] = field(default_factory=dict)
    corrections: tuple[Change, ...] = ()
    languages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _require_web(self.base_url, "base_url")
        _require_web(self.licence_url, "licence_url")

    def notice(self, station_id: str) -> StationNotice:
        """Information added to a station; empty where there is none."""
        return self.stations.get(station_id, StationNotice())

    def contact_of(self, station_id: str) -> Contact | None:
        """Whom to ask about a station: its own contact, or that of the publication."""
        return self.notice(station_id).contact or self.contact


def _require_web(url: str, what: str) -> None:
    if url and not re.fullmatch(r"https?://[^\s\"'<>]+", url):
        raise ValueError(f"{what} must begin with https:// or http://, not {url[:80]!r}")


def with_addresses(published: Published, stations: Mapping[str, Mapping[str, Any]]) -> Published:
    """The publication with what the stations' own records say of address, district and filing number."""
    notices = {}
    for name, record in stations.items():
        notice = published.notice(name)
        notices[name] = replace(
            notice,
            address=notice.address or record.get("address") or "",
            district=notice.district or record.get("district") or "",
            filing_number=notice.filing_number or record.get("filing_number") or "",
        )
    return replace(published, stations={**published.stations, **notices})


def published_json(published: Published) -> str:
    """The record as JSON that :func:`published_of` reads again."""
    chosen = None if published.selection is None else sorted(published.selection)
    return json.dumps(
        asdict(published) | {"selection": chosen}, default=str, ensure_ascii=False, indent=1, sort_keys=True
    )


def published_of(text: str) -> Published:
    """Record of its JSON.

    Raises
    ------
    ValueError
        If it is no such JSON.
    """
    try:
        data = json.loads(text)
        data["stations"] = {name: _notice(notice) for name, notice in data["stations"].items()}
        data["contact"] = _made(Contact, data["contact"])
        data["corrections"] = _changes(data["corrections"])
        data["languages"] = tuple(data["languages"])
        data["selection"] = None if data["selection"] is None else frozenset(data["selection"])
        return Published(**_dated(data))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not the record of a publication: {error}") from None


def _notice(data: dict[str, Any]) -> StationNotice:
    made = {
        "measurements": tuple(Measured(**_dated(m)) for m in data["measurements"]),
        "trend": _made(Trend, data["trend"]),
        "contact": _made(Contact, data["contact"]),
        "history": _changes(data["history"]),
        "corrections": _changes(data["corrections"]),
    }
    return StationNotice(**_dated(data | made))


def _made(kind: Any, data: dict[str, Any] | None) -> Any:
    return None if data is None else kind(**_dated(data))


def _changes(rows: list[dict[str, Any]]) -> tuple[Change, ...]:
    return tuple(Change(**_dated(row)) for row in rows)


def _dated(data: dict[str, Any]) -> dict[str, Any]:
    """The same with days for their text."""
    return {k: datetime.date.fromisoformat(v) if k in _DAYS and isinstance(v, str) else v for k, v in data.items()}


_DAYS = {
    item.name
    for kind in (Measured, Trend, Change, StationNotice, Published)
    for item in fields(kind)
    if "datetime.date" in str(item.type)
}
