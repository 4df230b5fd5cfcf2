"""Files a coordinator offers on /material: instance/material with a list, material.yaml. Pure."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class MaterialFile:
    """A file to download: where it comes from and from which day it is."""

    name: str
    title: str
    source: str
    day: date


def read_material(folder: Path) -> tuple[MaterialFile, ...]:
    """The files that material.yaml lists and that lie in the folder, in the list's order.

    Each row has file, title, source and date (a Stockholm day). A row without its file, or with a path
    in its name, is left out.
    """
    listing = folder / "material.yaml"
    if not listing.exists():
        return ()
    rows = yaml.safe_load(listing.read_text("utf-8")) or []
    return tuple(
        MaterialFile(name=row["file"], title=row["title"], source=row["source"], day=row["date"])
        for row in rows
        if Path(row["file"]).name == row["file"] and (folder / row["file"]).is_file()
    )
