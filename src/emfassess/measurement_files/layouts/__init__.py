"""Layouts of measuring instruments, one module an instrument; :mod:`emfassess.measurement_files.read` reads by them.

Each module says how to recognise its files and how to open one (:class:`~emfassess.measurement_files.layouts.layout.Layout`).
What they share has modules of its own: rows of text and of sheets (`texts`, `sheets`), cells as numbers, moments,
positions and levels (`cells`, `moments`, `positions`, `level_units`), and all that is found on the way (`findings`).
"""
