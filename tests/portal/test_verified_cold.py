"""The same input gives the same numbers, whether kernels are compiled afresh or come from the cache."""

from pathlib import Path

from builders.symmetric_site import symmetric_site, verified


def test_a_site_of_alike_carriers_verifies_with_kernels_compiled_afresh_and_cached(tmp_path: Path) -> None:
    site = symmetric_site(tmp_path / "project")
    for cold in (True, False):
        code, output = verified(site, cold=cold)
        assert code == 0, output
        assert "DIFFERENT" not in output
        assert "numbers, computed again from the inputs of the bundle" in output
