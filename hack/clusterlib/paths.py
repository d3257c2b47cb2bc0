"""Where things are kept: binaries in the cache, clusters in the state folder."""

from __future__ import annotations

import os
import re
from pathlib import Path

from .ui import ClusterError

_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")


def _base(variable: str, default: str) -> Path:
    value = os.environ.get(variable, "")
    # The XDG rules say that a relative path there is to be ignored.
    root = Path(value) if value.startswith("/") else Path.home() / default
    return root / "modelmonitor"


def cache_root() -> Path:
    return _base("XDG_CACHE_HOME", ".cache")


def clusters_root() -> Path:
    return _base("XDG_STATE_HOME", ".local/state") / "clusters"


def logs_root() -> Path:
    """Logs outlive their cluster, so they lie beside the clusters, not in them."""
    return _base("XDG_STATE_HOME", ".local/state") / "logs"


def check_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ClusterError(
            f"cluster name '{name}': use 1 to 40 of a-z, 0-9 and '-', not '-' at an end", code=2
        )
    return name
