"""``emfassess verify``: check a published site."""

from pathlib import Path
from typing import Annotated

import typer

from emfassess.cli.progress import progress

MOST_NAMED = 50


def verify(
    site: Annotated[Path, typer.Argument(help="Folder of a published site.")],
    key: Annotated[str | None, typer.Option(help="The publisher's public key: a PEM file, or its fingerprint.")] = None,
    recompute: Annotated[bool, typer.Option(help="Compute every number again from the bundle's inputs.")] = True,
) -> None:
    """Check signature and files of a published site, compute its numbers again, and name what differs."""
    from emfassess.portal.verify import STEPS, verify_site

    with progress("verifying", STEPS) as step:
        found = verify_site(site, key, recompute=recompute, done=step)
    for line in found.passed:
        typer.echo(f"equal: {line}")
    for line in found.notes:
        typer.echo(f"note: {line}")
    for line in found.differences[:MOST_NAMED]:
        typer.echo(f"DIFFERENT: {line}")
    more = len(found.differences) - MOST_NAMED
    if more > 0:
        typer.echo(f"DIFFERENT: and {more} more")
    if found.differences:
        raise typer.Exit(1)
