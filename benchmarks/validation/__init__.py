"""Calculated level, upper bound and expected level beside a drive test: makes docs/validation.md."""
