"""The one MkDocs hook: makes a bare `mkdocs build` and `mkdocs serve` work, by calling what `casebook build` calls."""

import os
from pathlib import Path
from typing import Any

from casebook import building
from casebook.minify import join_folder
from casebook.project import ContentError, Project


def on_config(config: Any) -> Any:
    """Give the frame its words in the language of this configuration."""
    building.collect_seldom()
    project, language = _project(config), config.extra["language"]
    built = os.environ.get("CASEBOOK_LANGUAGES", "").split()
    config.extra.update(building.frame_settings(project, language, built))
    config.theme.dirs.insert(0, str(building.THEME))
    return config


def on_pre_build(config: Any) -> None:
    """Write the stubs whose bytes changed, and no others: each write would start another build under `serve`."""
    from mkdocs.exceptions import Abort

    if os.environ.get("CASEBOOK_BUILD"):  # `casebook build` has just done it
        return
    try:
        building.prepare(_project(config), config.extra["language"])
    except ContentError as error:
        raise Abort(str(error)) from None


def on_post_build(config: Any) -> None:
    """The scripts as pages name them, and the facet table of Explore; `casebook build` adds the full-text index."""
    if not os.environ.get("CASEBOOK_BUILD"):
        join_folder(Path(config.site_dir) / building.ASSETS)
        building.write_tables(_project(config), config.extra["language"], Path(config.site_dir))
        building.write_shared_tables(_project(config), Path(config.site_dir))
        building.write_case_files(_project(config), config.extra["language"], Path(config.site_dir),
                                  Path(config.site_dir) / building.ASSETS, config.site_url or "")
        building.write_old_addresses(_project(config), config.extra["language"], Path(config.site_dir), "",
                                     config.site_url or "")
        building.write_data_files(_project(config), Path(config.site_dir), {config.extra["language"]: ""})


def _project(config: Any) -> Project:
    return Project(Path(config.config_file_path).resolve().parent)
