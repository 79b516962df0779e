"""Build hook of hatchling: the shipped `rules/` folder travels in the wheel as `bot/_rules`.

An editable install gets no copy: it reads the repository's own `rules/`, so that what one edits is what runs.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class RulesHook(BuildHookInterface):
    """Adds `rules/` to a standard wheel, and nothing to an editable one."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Map the folder; `version` is `standard` or `editable`."""
        if version == "standard":
            build_data["force_include"][str(Path(self.root) / "rules")] = "bot/_rules"
