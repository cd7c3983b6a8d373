"""Proposals to comply, and what-ifs from kept contributions."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import emfassess as emf
from builders.stations import carrier, parabolic, station
from emfassess.assessment.mitigation import mitigate, with_change, with_power
from emfassess.cli import app

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
