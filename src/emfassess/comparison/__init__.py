"""Model against measurement: agreement, and the model corrected by what was measured."""
