"""The options that commands have in common."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

_CONFIGURATION = "Configuration"
_SCOPE = "Scope: what must be equal for an answer to be reused"

Config: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        metavar="FILE",
        help="The YAML file; default: $HEXCACHE_CONFIG, else ./hexcache.yaml.",
        rich_help_panel=_CONFIGURATION,
    ),
]
Collection: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="The collection to work on.", rich_help_panel=_CONFIGURATION),
]
Tenant: TypeAlias = Annotated[
    str | None, typer.Option(metavar="TEXT", help="Whose data may be in the answer.", rich_help_panel=_SCOPE)
]
Model: TypeAlias = Annotated[
    str | None, typer.Option(metavar="TEXT", help="The language model and its parameters.", rich_help_panel=_SCOPE)
]
Context: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="TEXT", help="Everything else that shaped the answer, or its digest.", rich_help_panel=_SCOPE),
]
Threshold: TypeAlias = Annotated[
    float | None, typer.Option(metavar="SCORE", help="The lowest score that is served, in place of the configured one.")
]
MaxAge: TypeAlias = Annotated[
    str | None, typer.Option(metavar="TIME", help="Refuse answers older than this, such as 1h or 7d.")
]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else on standard output.")]
Question: TypeAlias = Annotated[str, typer.Argument(metavar="QUESTION", help="The question, in quotes.")]
