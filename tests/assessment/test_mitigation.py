"""Proposals to comply, and what-ifs from kept contributions."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import emfassess as emf
from builders.stations import carrier, parabolic, station
from emfassess.assessment.mitigation import mitigate, with_change, with_power
from emfassess.assessment.sensitivity import alternatives
from emfassess.cli import app
from emfassess.surroundings import NamedPoint

GB = emf.load_limits("gb-8702-2014")
LOUD = station(carrier(4000), carrier(400, 1800.0), pattern=parabolic(10.0, 65.0, 60.0), height_m=15.0)


def test_every_possible_proposal_complies_when_it_is_done() -> None:
    found = mitigate(emf.assess([LOUD], GB))
    assert found.assessment.verdict == "exceeds"
    possible = [p for p in found.proposals if p.verdict is not None]
    assert {"power", "height", "together"} <= {p.lever for p in possible}
    for proposal in possible:
        changed = LOUD
        for quantity, change, _ in proposal.changes:
            if quantity == "eirp":
                both = [change, change] if proposal.lever != "carrier" else [1.0, 1.0]
                if proposal.lever == "carrier":
                    both[0 if "900 MHz" in proposal.what else 1] = change
                changed = with_power(changed, both)
            else:
                changed = with_change(changed, quantity, change)
        after = emf.assess([changed], GB)
        assert after.verdict == "compliant", proposal
        assert after.max_exposure_ratio == pytest.approx(proposal.exposure_ratio, rel=1e-9)


def test_the_power_proposal_is_the_smallest_one() -> None:
    # linear: the level with the factor meets the limit less the expanded uncertainty; half a percent more does not
    result = emf.assess([LOUD], GB)
    (proposal,) = [p for p in mitigate(result).proposals if p.lever == "power"]
    factor = proposal.changes[0][1]
    assert factor < 1
    more = emf.assess([with_power(LOUD, [factor * 1.03] * 2)], GB)
    assert more.verdict != "compliant"


def test_the_contributors_add_up() -> None:
    found = mitigate(emf.assess([LOUD], GB))
    assert sum(share for _, share in found.contributors) == pytest.approx(1.0)
    assert found.contributors[0][0] == "S1/A1 LTE 900 MHz"


def test_a_station_that_complies_needs_nothing() -> None:
    assert mitigate(emf.assess([station(carrier(10.0))], GB)).proposals == ()


def test_a_quiet_station_beside_a_loud_one_has_nothing_to_do() -> None:
    """1 W is nowhere 5 % of the limit: at 28.3 m it gives 1 / (4 pi 28.3^2) W/m2, 0.03 % of it."""
    quiet = station(carrier(1.0), id="Q", longitude=120.0, latitude=30.0)
    loud = station(carrier(50_000.0), id="L", longitude=120.001, latitude=30.0)
    found = mitigate(emf.assess([quiet, loud], GB, subjects=[quiet]))
    assert found.assessment.verdict == "compliant"
    assert (found.others_alone, found.proposals) == (False, ())


def test_a_loud_neighbour_is_told_where_the_station_is_a_relevant_source() -> None:
    """Below L, 96.5 m away, 3000 W give 3000 / (4 pi (96.5^2 + 28.3^2)) = 0.0236 W/m2, 6 % of the limit; L alone 13 times it.

    No change of Q brings the level there to the limit; lowering Q only ends that it answers for it.
    """
    quiet = station(carrier(3000.0), id="Q", longitude=120.0, latitude=30.0)
    loud = station(carrier(50_000.0), id="L", longitude=120.001, latitude=30.0)
    found = mitigate(emf.assess([quiet, loud], GB, subjects=[quiet]))
    assert found.assessment.verdict == "exceeds"
    assert found.others_alone
    assert found.contributors[0][0].startswith("L/")


def test_the_command_prints_proposals_and_json(tmp_path: Path) -> None:
    text = Path("stations/example-rooftop.toml").read_text(encoding="utf-8").replace("power_w = 200 ", "power_w = 900 ")
    text = text.replace("power_w = 200\n", "power_w = 900\n")
    (tmp_path / "s.toml").write_text(text, encoding="utf-8")
    told = CliRunner().invoke(app, ["mitigate", str(tmp_path / "s.toml")])
    assert told.exit_code == 0
    assert "power of all carriers: EIRP ×" in told.stdout
    (record,) = json.loads(CliRunner().invoke(app, ["mitigate", str(tmp_path / "s.toml"), "--json"]).stdout)
    assert record["verdict"] == "exceeds"
    best = next(p for p in record["proposals"] if p["lever"] == "power")
    assert best["possible"]
    assert best["verdict"] == "compliant"
    assert CliRunner().invoke(app, ["mitigate", str(tmp_path / "s.toml"), "--station", "x"]).exit_code == 2


def test_named_points_are_looked_at_again_with_every_change() -> None:
    # a window at the height of the antenna, 20 m in front of it, has far more than any place on the ground
    window = NamedPoint("window", 0.0, 20.0, 15.0)
    result = emf.assess([LOUD], GB, named_points=[window])
    assert result.places[result.governing_point].kind == "named"
    (proposal,) = [p for p in mitigate(result).proposals if p.lever == "power"]
    factor = proposal.changes[0][1]
    after = emf.assess([with_power(LOUD, [factor] * 2)], GB, named_points=[window])
    assert after.places[after.governing_point].kind == "named"
    assert proposal.exposure_ratio == pytest.approx(after.max_exposure_ratio, rel=1e-9)


def test_changes_and_reports_are_about_one_station() -> None:
    # the verdict would be that of both, and the change or the report that of one
    one, two = station(carrier(10.0)), station(carrier(4000.0), id="S2", longitude=120.002)
    both, second = emf.assess([one, two], GB, draws=0), emf.assess([one, two], GB, subjects=[two], draws=0)
    for result in (both, second):
        for door in (mitigate, alternatives, emf.report.pdf):
            with pytest.raises(ValueError, match=r"about one station.*S2"):
                door(result)
