"""A real wheel carries what stands beside the package; an editable install reads it where it is."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BESIDE = ("templates", "static", "migrations")


class CarryWhatStandsBeside(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "standard":
            build_data["force_include"].update({name: f"caseapp/{name}" for name in BESIDE})
