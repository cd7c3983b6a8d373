"""Write the JSON schemas of what a run writes, from the types in emfassess.publish.data: ``make schemas``."""

from pathlib import Path

from pydantic import TypeAdapter

from emfassess.jobs.run_options import RunOptions
from emfassess.publish.data.records import StationAssessmentRecord
from emfassess.publish.data.row_types import RunRecord
from emfassess.publish.data.writing import json_text

FOLDER = Path(__file__).parent / "schemas"
DIALECT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}


def schemas() -> dict[str, str]:
    """Text of each schema by the name of its file."""
    return {
        "assessment.schema.json": json_text(DIALECT | TypeAdapter(StationAssessmentRecord).json_schema()),
        "index.schema.json": json_text(DIALECT | TypeAdapter(RunRecord).json_schema()),
        "plan.schema.json": json_text(DIALECT | RunOptions.model_json_schema()),
    }


if __name__ == "__main__":
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
