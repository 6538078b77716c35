"""The one MkDocs hook: makes a bare `mkdocs build` and `mkdocs serve` work, by calling what `casebook build` calls."""

import logging
import os
from pathlib import Path
from typing import Any

from casebook import building
from casebook.minify import join_folder
from casebook.project import HANDED_OVER, LAST_VALID, ContentError, Project, hand_over, load_valid_catalog
from casebook.views.frame import STALE
from casebook.words import Words

_LOG = logging.getLogger("mkdocs.casebook")


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
        _prepare(config, _project(config))
    except ContentError as error:
        raise Abort(str(error)) from None


def _prepare(config: Any, project: Project) -> None:
    """Under `casebook serve`, show the last valid catalog while there is an error: MkDocs would answer nothing."""
    os.environ.pop(HANDED_OVER, None)
    last = os.environ.get(LAST_VALID)
    try:
        building.prepare(project, config.extra["language"])
    except ContentError as error:
        if not last or not Path(last).is_file():
            raise
        _LOG.error("%s", error)
        os.environ[HANDED_OVER] = last
        config.extra["words"]["stale"] = Words(config.extra["language"]).say(STALE)
    else:
        if last:
            hand_over(load_valid_catalog(project), Path(last))


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
