"""Which edition of a standard was in force on a day."""

from dataclasses import replace
from datetime import date

import pytest

from emfassess.limits.editions import Editions
from emfassess.readers.limit_sets import edition_on, limit_set_ids, load_editions, load_limits

GB = load_limits("gb-8702-2014")


def made(*spans: tuple[date | None, date | None]) -> Editions:
    sets = [
        replace(GB, id=f"e{number}", valid_from=begin, valid_until=end) for number, (begin, end) in enumerate(spans)
    ]
    return Editions("gb-8702", tuple(sets))


def on(editions: Editions, day: date) -> str | None:
    found = editions.on(day)
    return found.id if found else None


def test_the_chinese_limits_begin_with_2015_and_an_older_day_is_refused() -> None:
    # GB 8702-2014: issued 2014-09-23, in force from 2015-01-01
    assert edition_on("gb-8702", date(2015, 1, 1)).id == "gb-8702-2014"
    with pytest.raises(ValueError, match=r"no edition of gb-8702 in force on 2014-12-31.*from 2015-01-01"):
        edition_on("gb-8702", date(2014, 12, 31))


def test_the_guideline_of_the_day_is_taken() -> None:
    # the second edition was published on 11 March 2020
    assert edition_on("icnirp", date(2020, 3, 10)).id == "icnirp-1998"
    assert edition_on("icnirp", date(2020, 3, 11)).id == "icnirp-2020"


def test_the_name_of_an_edition_leads_to_all_of_its_standard() -> None:
    assert {member.id for member in load_editions("icnirp-1998").sets} == {"icnirp-1998", "icnirp-2020"}


def test_every_set_belongs_to_a_standard() -> None:
    for name in limit_set_ids():
        assert name in {member.id for member in load_editions(load_limits(name).family).sets}


def test_an_unknown_standard_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"no standard 'gb-9999'.*gb-8702"):
        load_editions("gb-9999")


def test_a_standard_without_limits_at_work_says_so() -> None:
    with pytest.raises(ValueError, match="no limits for population 'occupational'"):
        load_editions("gb-8702", "occupational")


def test_the_newest_of_those_in_force_counts_and_the_last_day_is_within() -> None:
    editions = made((date(2030, 1, 1), None), (date(2015, 1, 1), date(2029, 12, 31)), (date(2000, 1, 1), None))
    assert on(editions, date(2029, 12, 31)) == "e1"
    assert on(editions, date(2030, 1, 1)) == "e0"
    assert on(editions, date(2014, 12, 31)) == "e2"
    assert on(editions, date(1999, 12, 31)) is None


def test_an_edition_without_a_beginning_counts_for_today_but_for_no_past_day() -> None:
    editions = made((None, None))
    assert editions.on(date(2020, 1, 1)) is None
    assert editions.current(date(2020, 1, 1)).id == "e0"
    assert "beginning not known" in editions.listed


def test_an_edition_in_force_goes_before_one_without_a_beginning() -> None:
    assert made((None, None), (date(2015, 1, 1), None)).current(date(2020, 1, 1)).id == "e1"


def test_no_edition_for_today_is_an_error() -> None:
    with pytest.raises(ValueError, match="no edition of gb-8702 is in force on 2020-01-01"):
        made((date(2021, 1, 1), None), (None, date(2019, 1, 1))).current(date(2020, 1, 1))


def test_editions_of_another_standard_or_none_are_refused() -> None:
    with pytest.raises(ValueError, match="is no edition of"):
        Editions("icnirp", (GB,))
    with pytest.raises(ValueError, match="no edition"):
        Editions("gb-8702", ())
    icnirp = [load_limits("icnirp-1998", population) for population in ("public", "occupational")]
    with pytest.raises(ValueError, match="several populations"):
        Editions("icnirp", tuple(icnirp))
