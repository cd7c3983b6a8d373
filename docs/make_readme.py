"""Make README.md and its pictures from what the program says today. Run with ``make readme``; needs Chromium."""

import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import readme_pictures  # noqa: E402
from make_conformity import summary_table  # noqa: E402

from conformity.rows import case_rows, extra_rows, summaries  # noqa: E402
from emfassess.publish.text.numbers import percent  # noqa: E402
from emfassess.readers.limit_sets import limit_set_ids, load_limits  # noqa: E402
from emfassess.readers.station_tables import COLUMNS  # noqa: E402

EXAMPLE = ROOT / "reports" / "example-rooftop"
PYTHON = """import emfassess as emf
station = emf.read_station("stations/example-rooftop.toml")
result = emf.assess(station, emf.load_limits("gb-8702-2014"))
print(result.verdict, f"{result.max_exposure_ratio:.4f}")
print(emf.power_density([station], [[0.0, 30.0, 30.0]]).sum(axis=0))"""


def output(*command: str) -> str:
    """What a command prints, in the project's folder."""
    program = [str(Path(sys.executable).parent / command[0]), *command[1:]]
    return subprocess.run(program, cwd=ROOT, check=True, capture_output=True, text=True).stdout.rstrip()


def console(command: str) -> str:
    """A command and its output as a block."""
    return f"```console\n$ {command}\n{output(*command.split())}\n```"


def verdicts() -> str:
    """Verdicts of the shipped district under both limits."""
    rows = list(csv.DictReader((ROOT / "reports" / "summary.csv").read_text(encoding="utf-8").splitlines()))
    district = [row for row in rows if row["station_id"] != "example-rooftop"]
    lines = ["| limit | stations | greatest exposure ratio |", "|---|---|---|"]
    for name, prefix in (("br-anatel", ""), ("gb-8702-2014", "gb-8702-2014_")):
        counts = Counter(row[f"{prefix}verdict"] for row in district)
        told = ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
        most = max(float(row[f"{prefix}max_exposure_ratio"]) for row in district)
        lines.append(f"| {load_limits(name).standard} | {told} | {percent(most)} |")
    return "\n".join(lines)


def pictures() -> None:
    """Of the run, and of a portal and an app made of it."""
    readme_pictures.map_and_report()
    with tempfile.TemporaryDirectory(prefix="emfassess-") as folder:
        output("emfassess", "publish", "--out", f"{folder}/site", "--key", f"{folder}/key.pem")
        readme_pictures.portal(Path(folder) / "site")
    readme_pictures.app()


def munich() -> str:
    """The example among buildings: its command and output, and its pictures."""
    command = "emfassess assess docs/munich/station.toml --buildings docs/munich/buildings.geojson --limit icnirp-2020"
    with tempfile.TemporaryDirectory(prefix="emfassess-") as folder:
        told = output(*command.split(), "--out", folder).splitlines()[:-1]
        readme_pictures.figures(Path(folder) / "munich-example")
    return "\n".join(["```console", f"$ {command}", *told, "```"])


def collected_tests() -> str:
    """How many tests there are."""
    told = output("python", "-m", "pytest", "--collect-only", "-q")
    found = re.search(r"(\d+) tests collected", told)
    return found.group(1) if found else "all"


def benchmarks() -> str:
    """What the benchmarks print."""
    return "\n".join(
        output("python", f"benchmarks/{name}.py") for name in ("kernel", "source_elements", "line_of_sight")
    )


def validation() -> str:
    """What docs/validation.md states in short; the measurements it is made from are not part of the project."""
    page = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    return page.split("## In short\n\n")[1].split("\n\n")[0].strip()


def demo_time(previous: str) -> str:
    """Time of the whole demo, measured where ``EMFASSESS_TIME_DEMO`` is set, or what the page says of it already."""
    if os.environ.get("EMFASSESS_TIME_DEMO"):
        begin = time.perf_counter()
        output("emfassess", "assess")
        return f"{time.perf_counter() - begin:.0f} s"
    kept = re.search(r"figures and reports take (.*?) there;", previous)
    return kept.group(1) if kept else "some minutes"


def main() -> None:
    """Write the page."""
    target = ROOT / "README.md"
    template = (ROOT / "docs" / "README.template.md").read_text(encoding="utf-8")
    page = re.sub(r"@@RUN (.*?)@@", lambda found: console(found.group(1)), template)
    readme_pictures.IMAGES.mkdir(exist_ok=True)
    pictures()
    parts = {
        "VERDICTS": verdicts(),
        "MUNICH": munich(),
        "PYTHON": f"```text\n{output('python', '-c', PYTHON)}\n```",
        "SETS": ", ".join(f"`{name}`" for name in limit_set_ids()),
        "COLUMNS": ", ".join(f"`{name}`" for name in COLUMNS),
        "TESTS": collected_tests(),
        "CASES": summary_table(summaries((*case_rows(), *extra_rows()))).rstrip(),
        "VALIDATION": validation(),
        "BENCHMARK": f"```text\n{benchmarks()}\n```",
        "DEMO": demo_time(target.read_text(encoding="utf-8")),
    }
    for key, text in parts.items():
        page = page.replace(f"@@{key}@@", text)
    target.write_text(page, encoding="utf-8")
    record = json.loads((EXAMPLE / "assessment.json").read_text(encoding="utf-8"))
    sys.stdout.write(f"README.md written; the example station reaches {percent(record['max_exposure_ratio'])}\n")


if __name__ == "__main__":
    main()
