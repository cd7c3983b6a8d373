"""Antenna patterns: measured cuts, computed panels, and what a pattern says about itself."""

from emfassess.patterns.pattern import Pattern

__all__ = ["Pattern"]
