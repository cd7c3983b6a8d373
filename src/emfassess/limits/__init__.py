"""Limit sets and their editions."""
