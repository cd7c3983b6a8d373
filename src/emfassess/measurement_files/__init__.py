"""Readers of measurement files: any known layout becomes campaigns and readings."""
