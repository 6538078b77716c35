"""The data files, feeds and citation of one edition, written into a built site; the data page then says their sizes."""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from casebook.export.feeds import FeedSetting, feeds_of
from casebook.export.files import Source, data_files
from casebook.words import Words

DATA_PAGE = "data.html"
_SIZE = re.compile("<!--size of ([^<>]+)-->")


def write_data(source: Source, site: Path, folders: Mapping[str, str]) -> int:
    """Write everything below the root of a site; `folders` are those of its languages, such as `fr/`. Return how many.

    Feeds come in each language, data once for all.
    """
    files = {**data_files(source), **_feeds(source, folders)}
    for path, content in files.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_bytes(content)
    for language, folder in folders.items():
        _say_sizes(site / folder / DATA_PAGE, files, Words(language))
    return len(files)


def _feeds(source: Source, folders: Mapping[str, str]) -> dict[str, bytes]:
    found = {}
    for language, folder in folders.items():
        setting = FeedSetting(source.catalog.in_language(language), Words(language), source.history, source.edition,
                              folder)
        found.update({folder + path: text.encode() for path, text in feeds_of(setting).items()})
    return found


def _say_sizes(page: Path, files: Mapping[str, bytes], words: Words) -> None:
    if page.is_file():
        html = _SIZE.sub(lambda found: in_words(_size(files, found[1]), words), page.read_text("utf-8"))
        page.write_text(html, "utf-8", newline="\n")


def _size(files: Mapping[str, bytes], path: str) -> int:
    """The bytes of a file, or of all in a folder."""
    if path.endswith("/"):
        return sum(len(content) for name, content in files.items() if name.startswith(path))
    return len(files[path])


def in_words(size: int, words: Words) -> str:
    """`46 KB`, rounded up; `1.8 MB` from a thousand."""
    if size >= 1_000_000:
        return words.say("%(num)s\u00a0MB") % {"num": words.number(round(Decimal(size) / 1_000_000, 1))}
    return words.say("%(num)s\u00a0KB") % {"num": words.number(-(-size // 1000))}
