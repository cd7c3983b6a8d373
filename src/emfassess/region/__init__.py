"""Whole cities and countries: rasters of exposure, tile by tile, resumable, on one machine or many."""
