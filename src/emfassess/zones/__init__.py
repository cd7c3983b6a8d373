"""Compliance zones: the volume around antennas in which the limit is exceeded."""
