"""The catalogue of the open data as DCAT in JSON-LD, for data portals that collect such records."""

from pathlib import Path
from typing import NotRequired, TypedDict

from emfassess.portal.data_dictionary import tables
from emfassess.portal.edition import Edition

_MEDIA = {
    ".csv": "text/csv",
    ".geojson": "application/geo+json",
    ".gpkg": "application/geopackage+sqlite3",
    ".parquet": "application/vnd.apache.parquet",
    ".tif": "image/tiff; application=geotiff; profile=cloud-optimized",
    ".nc": "application/x-netcdf",
    ".json": "application/schema+json",
}


_Link = TypedDict("_Link", {"@id": str})

_Distribution = TypedDict(
    "_Distribution",
    {"@type": str, "dcat:downloadURL": _Link, "dcat:mediaType": str, "dct:license": _Link},
)

_Dataset = TypedDict(
    "_Dataset",
    {
        "@id": str,
        "@type": str,
        "dct:identifier": str,
        "dct:title": str,
        "dct:language": list[str],
        "dcat:distribution": list[_Distribution],
    },
)

_Agent = TypedDict("_Agent", {"@type": str, "foaf:name": str})

CatalogueRecord = TypedDict(
    "CatalogueRecord",
    {
        "@context": dict[str, str],
        "@id": str,
        "@type": str,
        "dct:title": str,
        "dct:license": _Link | str,
        "dct:publisher": _Agent,
        "dcat:dataset": list[_Dataset],
        "dct:issued": NotRequired[str],
    },
)


def catalogue_record(edition: Edition, data: Path) -> CatalogueRecord:
    """Record of the files that lie in the data folder; addresses are relative where the portal's own is not known."""
    published = edition.published
    base = f"{published.base_url.rstrip('/')}/data/" if published.base_url else ""
    groups = {table.name: table.title for table in tables()} | {"rasters": "Levels on the ground"}
    sets: list[_Dataset] = []
    for name, title in groups.items():
        found = sorted((data / name).iterdir()) if (data / name).is_dir() else sorted(data.glob(f"{name}.*"))
        sets.append(
            {
                "@id": f"{base}#{name}",
                "@type": "dcat:Dataset",
                "dct:identifier": name,
                "dct:title": title,
                "dct:language": [language.code for language in edition.languages],
                "dcat:distribution": [_distribution(base, data, path, published.licence_url) for path in found],
            }
        )
    record: CatalogueRecord = {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
        },
        "@id": base or "./",
        "@type": "dcat:Catalog",
        "dct:title": "Electromagnetic fields around mobile base stations",
        "dct:license": {"@id": published.licence_url} if published.licence_url else published.licence,
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": published.publisher or "not named"},
        "dcat:dataset": sets,
    }
    if published.date:
        record["dct:issued"] = published.date.isoformat()
    return record


def _distribution(base: str, data: Path, path: Path, licence: str) -> _Distribution:
    return {
        "@type": "dcat:Distribution",
        "dcat:downloadURL": {"@id": base + path.relative_to(data).as_posix()},
        "dcat:mediaType": _MEDIA.get(path.suffix, "application/octet-stream"),
        "dct:license": {"@id": licence},
    }
