"""The room of conformity: published examples, what the package says of them, and the rows of the page.

``cases`` reads the folders of ``tests/cases``; the ``kinds_*`` modules compute each kind of case with the package, from
the inputs alone; ``compare`` puts both side by side; ``rows`` makes the rows of ``docs/conformity.md``. A table of limits
that the package does not ship stands in ``limits/``, in the package's own format.
"""
