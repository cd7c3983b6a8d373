"""``emfassess verify``: check a published site."""

from pathlib import Path
from typing import Annotated

import typer

from emfassess.cli.progress import counter
from emfassess.cli.spoken import spoken

MOST_NAMED = 50


def verify(
    site: Annotated[Path, typer.Argument(help="Folder of a published site.")],
    key: Annotated[str | None, typer.Option(help="The publisher's public key: a PEM file, or its fingerprint.")] = None,
    recompute: Annotated[bool, typer.Option(help="Compute every number again from the bundle's inputs.")] = True,
    sample: Annotated[
        int | None, typer.Option(min=1, help="Compute again so many stations, chosen at random; all without it.")
    ] = None,
) -> None:
    """Check signature and files of a published site, compute its numbers again, and name what differs."""
    from emfassess.portal.verify import verify_site

    text = spoken()
    with counter(text("verifying")) as step:
        found = verify_site(site, key, recompute=recompute, sample=sample, done=step, text=text)
    for line in found.passed:
        typer.echo(text("equal: {what}", what=line))
    for line in found.notes:
        typer.echo(text("note: {what}", what=line))
    for line in found.differences[:MOST_NAMED]:
        typer.echo(text("DIFFERENT: {what}", what=line))
    more = len(found.differences) - MOST_NAMED
    if more > 0:
        typer.echo(text("DIFFERENT: and {count} more", count=more))
    if found.differences:
        raise typer.Exit(1)
