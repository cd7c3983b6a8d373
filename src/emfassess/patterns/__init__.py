"""Antenna patterns: measured cuts, computed panels, and what a pattern says about itself."""

from emfassess.patterns.arrays import array_gain, beam_envelope, broadcast_envelope, check_envelopes
from emfassess.patterns.description import PatternDescription, describe
from emfassess.patterns.parametric import element_38901, f1336_sector, panel, vertical_beamwidth_from_gain
from emfassess.patterns.pattern import Pattern

__all__ = [
    "Pattern",
    "PatternDescription",
    "array_gain",
    "beam_envelope",
    "broadcast_envelope",
    "check_envelopes",
    "describe",
    "element_38901",
    "f1336_sector",
    "panel",
    "vertical_beamwidth_from_gain",
]
