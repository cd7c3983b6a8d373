"""Exposure: levels as ratios of the limit, their uncertainty and compliance."""
