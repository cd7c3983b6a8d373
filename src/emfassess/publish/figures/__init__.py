"""Figures: they draw what the record holds."""
