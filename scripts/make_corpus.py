"""Write a whole project with any number of synthetic case studies, to measure how Casebook behaves as a library grows.

    python scripts/make_corpus.py 1000 ../corpus            a new folder, or one that this script made before
    python scripts/make_corpus.py 1000 ../corpus --seed 7

The cases are valid, about as long as real ones, and say nothing: their words are drawn from lists below, frequent ones
more often, as in any text. The same number, seed and project give the same bytes; when more cases are asked for, those
there were keep their text and move to other places, of which there are more too. The vocabulary, the pages that people
write and the settings are those of this project.
"""

import argparse
import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

import yaml

from casebook.standard import standard_pages

PROJECT = Path(__file__).resolve().parent.parent
MARK = ".synthetic-corpus"
"""Lies in every folder that this script made, so that it never clears another one."""

GENERATED = ("cases", "places", "methods", "mechanisms", "mindsets", "themes")
CASES_FOR_A_PLACE = 8
LEARNS, SECOND_PLACE, EXPERIMENTS, NO_MINDSETS = 0.1, 0.05, 0.5, 0.05
"""Shares of the cases, near those of the real ones."""

NOUNS = """council city district market road school office team register map record fee tax bill water waste bin truck
bus stop route driver trader street house land plot form phone report meeting plan budget contract supplier partner
member network service centre desk clerk leader mayor ward village region user resident family child clinic nurse
teacher pupil trainer course tool system screen website database server sensor meter lamp pump pipe drain flood river
park tree garden shop permit licence rule law policy target result figure survey interview test pilot trial prototype
experiment idea question answer problem cause risk cost saving price payment receipt device software printer battery
signal tower cable grant loan fund bank donor agency ministry board committee group union press paper
story photo video message letter alarm date week month year season morning evening language word guide
checklist standard template workshop visit study evaluation baseline sample count share rate""".split()
VERBS = """report record check collect register map test train visit open close start stop change move pay charge print
send receive share publish order offer need want ask answer explain show compare measure count weigh plan design
develop install repair clean empty fill load deliver carry follow lead support help delay block slow miss reach cover
include reduce raise save spend estimate expect learn decide agree refuse approve sign review update replace remove
adopt reuse extend limit allow require join form attend discuss question doubt confirm monitor inspect audit assess
fund finance hire recruit pilot launch scale pause abandon resume""".split()
ADJECTIVES = """small large local public private early late weekly monthly annual first second common shared open closed
old new cheap costly simple complex clear hidden paper digital mobile remote central rural urban poor rich young formal
informal official legal technical social daily rapid slow steady partial full empty broken missing reliable useful
complete honest cautious bold joint separate regional national seasonal temporary permanent""".split()
IRREGULAR = {"child": "children", "lead": "led", "pay": "paid", "send": "sent", "spend": "spent"}
SYLLABLES = """ba be bo da de do fa ga go ha ka ke ki ko la le li lo ma me mi mo na ne ni no pa ra re ri ro sa se so ta
te ti to va ve wa ya yo za zo""".split()
NAME_COUNT = 3000
COUNTRIES = (
    ("GH", "west-africa", "en", 7.9, -1.0), ("SN", "west-africa", "fr", 14.5, -14.5),
    ("BJ", "west-africa", "fr", 9.3, 2.3), ("NG", "west-africa", "en", 9.1, 8.7),
    ("ML", "west-africa", "fr", 15.5, -4.0), ("MR", "west-africa", "ar", 19.5, -11.0),
    ("UG", "east-africa", "en", 1.3, 32.3), ("KE", "east-africa", "en", 0.2, 37.9),
    ("ET", "east-africa", "en", 9.1, 40.0), ("TN", "north-africa", "ar", 34.0, 9.5),
    ("MA", "north-africa", "ar", 31.8, -6.5), ("MZ", "southern-africa", "pt", -17.0, 36.0),
    ("ZA", "southern-africa", "en", -29.0, 24.5), ("CM", "central-africa", "fr", 5.7, 12.4),
    ("CD", "central-africa", "fr", -4.0, 22.0), ("GB", "europe", "en", 53.0, -1.8), ("FR", "europe", "fr", 46.6, 2.6),
    ("PT", "europe", "pt", 39.8, -8.0), ("US", "north-america", "en", 40.0, -98.0),
    ("BR", "latin-america-and-caribbean", "pt", -12.0, -50.0),
)
"""Code, region, a language spoken there, and about the middle of the country."""

SPREAD = 4
"""So many degrees from there, north or south and east or west, do the places lie."""

SENTENCES = (
    "The {noun} {verbed} the {adjective} {noun} in {name}.",
    "{Nouns} and {nouns} were {verbed} before the {noun} could {verb} them.",
    "In the {adjective} {noun} of {name}, {nouns} {verbed} each {noun} by hand.",
    "The {noun} said that {adjective} {nouns} {verbed} more than {number} {nouns} a {noun}.",
    "It {verbed} {number} {nouns}, of which {number} were {adjective}.",
    "Nobody {verbed} the {noun}, and the {adjective} {nouns} had to {verb} it again.",
    "A {noun} from {name} {verbed} the {nouns} after {verbing} the {adjective} {noun}.",
    "{Adjective} {nouns} helped the {noun} to {verb} its {nouns}.",
    "Where the {noun} was {adjective}, the {nouns} {verbed} it with *{nouns}* from {name}.",
    "The {nouns} of {name} asked who would {verb} the {noun} once the {noun} had {verbed}.",
    "Without {nouns} the {adjective} {noun} could not {verb}, so the {noun} {verbed} it.",
    "**{Verbing} the {noun} took longer than {verbing} it.**",
)


# Words -----------------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Stock:
    """Words of one kind, the frequent ones first, with the running sum of their weights."""

    words: tuple[str, ...]
    weights: tuple[float, ...]

    def draw(self, random: Random) -> str:
        return random.choices(self.words, cum_weights=self.weights)[0]


def stock_of(words: Iterable[str], flat: float = 8) -> Stock:
    """Words weighted as in real text: the tenth is several times rarer than the first."""
    held = tuple(words)
    return Stock(held, tuple(accumulate(1 / (rank + flat) for rank in range(len(held)))))


def plural(noun: str) -> str:
    if noun in IRREGULAR:
        return IRREGULAR[noun]
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def with_ending(verb: str, ending: str) -> str:
    """`plan`, `ed`: `planned`."""
    if ending == "ed" and verb in IRREGULAR:
        return IRREGULAR[verb]
    if verb.endswith("e"):
        return verb[:-1] + ending
    if verb.endswith("y") and verb[-2] not in "aeiou" and ending == "ed":
        return verb[:-1] + "ied"
    doubled = verb in ("map", "stop", "plan", "ship", "refer", "fit")
    return verb + (verb[-1] if doubled else "") + ending


@cache
def load_stocks() -> dict[str, Stock]:
    """Some thousands of words: nouns, verbs in their forms, adjectives, and names made of syllables."""
    return {
        "noun": stock_of(NOUNS), "nouns": stock_of(map(plural, NOUNS)), "verb": stock_of(VERBS),
        "verbed": stock_of(with_ending(verb, "ed") for verb in VERBS),
        "verbing": stock_of(with_ending(verb, "ing") for verb in VERBS),
        "adjective": stock_of(ADJECTIVES), "name": stock_of(names(), flat=50),
    }


def names() -> list[str]:
    """Different names of two to four syllables, always the same."""
    random, found = Random("names"), dict[str, None]()
    while len(found) < NAME_COUNT:
        found["".join(random.choices(SYLLABLES, k=random.randint(2, 4))).capitalize()] = None
    return list(found)


def draw_word(random: Random, kind: str) -> str:
    """A word for a gap of a sentence; a kind with a capital gives a capital."""
    if kind == "number":
        return str(random.randint(2, 900))
    word = load_stocks()[kind.lower()].draw(random)
    return word.capitalize() if kind[0].isupper() else word


def sentence(random: Random, cited: Sequence[int] = ()) -> str:
    """One sentence, with its citations before the full stop."""
    text = re.sub(r"\{(\w+)\}", lambda gap: draw_word(random, gap[1]), random.choice(SENTENCES))
    marks = "".join(f"[{number}]" for number in cited)
    return re.sub(r"\.(\**)$", rf"\1 {marks}.", text) if marks else text


# A case study ----------------------------------------------------------------------------------------------------

@dataclass
class Writer:
    """What one case study is drawn from: chance, the terms of the vocabulary, and its number of sources."""

    random: Random
    terms: dict[str, list[str]]
    sources: int
    cited: int = 0

    def text(self, words: int) -> str:
        """Sentences of about so many words together, most of them cited; each source has its turn."""
        found: list[str] = []
        while not found or sum(len(part.split()) for part in found) < words - 5:
            found.append(sentence(self.random, self._next_sources()))
        return " ".join(found)

    def _next_sources(self) -> list[int]:
        count = self.random.choice((0, 1, 1, 1, 2))
        self.cited += count
        return sorted({(self.cited - back - 1) % self.sources + 1 for back in range(count)})

    def source(self) -> int:
        self.cited += 1
        return (self.cited - 1) % self.sources + 1

    def pick(self, facet: str) -> str:
        return self.random.choice(self.terms[facet])

    def tags(self, facet: str, least: int, most: int) -> list[str]:
        """Different terms, the first of the vocabulary much more often than the last."""
        stock = stock_of(self.terms[facet], flat=3)
        found: dict[str, None] = {}
        wanted = min(self.random.randint(least, most), len(stock.words))
        while len(found) < wanted:
            found[stock.draw(self.random)] = None
        return list(found)


def case_study(seed: int, number: int, terms: dict[str, list[str]], places: Sequence[str]) -> dict[str, Any]:
    """One case study as plain data, in the order of keys in which cases are written."""
    random = Random(f"{seed}/case/{number}")
    writer = Writer(random, terms, random.randint(6, 10))
    start = random.randint(2005, 2022)
    case = {
        "title": title(random), "places": some_places(random, places), "summary": summary(random),
        "period": {"start": str(start), "end": f"{start + random.randint(1, 4)}-{random.randint(1, 12):02}"},
        "status": writer.pick("statuses"), "stage": writer.pick("stages"), "themes": writer.tags("themes", 1, 3),
        "challenge": f"{writer.text(45)}\n\n{writer.text(30)}\n", "approach": approach(writer),
        **({"experiments": [experiment(writer)]} if random.random() < EXPERIMENTS else {}),
        "methods": [{"method": id, "how": writer.text(17)} for id in writer.tags("methods", 2, 6)],
        "mechanisms": [mechanism(writer, id) for id in writer.tags("mechanisms", 3, 7)],
        "mindsets": "none-found" if random.random() < NO_MINDSETS else
        [{"mindset": id, "how": writer.text(15)} for id in writer.tags("mindsets", 1, 4)],
        "results": [result(writer) for _ in range(random.randint(1, 5))],
        "setbacks": [writer.text(22) for _ in range(random.randint(2, 5))],
        "lessons": [{"lesson": writer.text(16), "for": [writer.pick("readers")]} for _ in range(random.randint(3, 4))],
        "partners": [{"name": f"{draw_word(random, 'Name')} {draw_word(random, 'Noun')}",
                      "role": writer.pick("partner_roles")} for _ in range(random.randint(1, 4))],
        **lineage(random, seed, number), "sources": [], "open_questions": [writer.text(10)], "checked": "2025-12",
        "language": "en",
    }
    case["challenge"] += cite_the_rest(writer)
    case["sources"] = [source(writer, number, at) for at in range(1, writer.sources + 1)]
    return case


def title(random: Random) -> str:
    words = ("Verbing", "adjective", "nouns", "noun", "nouns")
    verb, adjective, first, second, third = (draw_word(random, kind) for kind in words)
    return f"{verb} {adjective} {first} with {second} {third} of {draw_word(random, 'name')}"


def summary(random: Random) -> str:
    return f"{sentence(random)} {sentence(random)} {sentence(random)}".replace("*", "")[:290]


def some_places(random: Random, places: Sequence[str]) -> list[str]:
    stock = stock_of(places, flat=len(places) / 2)
    count = 2 if random.random() < SECOND_PLACE else 1
    return list(dict.fromkeys(stock.draw(random) for _ in range(count)))


def approach(writer: Writer) -> str:
    """A numbered list, as in most cases."""
    steps = writer.random.randint(4, 7)
    return "".join(f"{step}. {writer.text(26)}\n" for step in range(1, steps + 1))


def experiment(writer: Writer) -> dict[str, Any]:
    return {
        "question": f"Can the {draw_word(writer.random, 'noun')} {draw_word(writer.random, 'verb')} it?",
        "assumption": writer.text(15), "tests": writer.pick("tests"), "how": writer.text(18),
        "finding": writer.text(20), "verdict": writer.pick("verdicts"), "decision": writer.pick("decisions"),
    }


def mechanism(writer: Writer, id: str) -> dict[str, Any]:
    effect = writer.random.choices(("hindered", "enabled", "mixed"), (2, 2, 1))[0]
    answered = effect == "hindered" and writer.random.random() < 0.5
    return {"mechanism": id, "effect": effect, "how": writer.text(18),
            **({"response": writer.text(14)} if answered else {})}


def result(writer: Writer) -> dict[str, Any]:
    random = writer.random
    return {"what": sentence(random), "value": str(random.randint(1, 90_000)), "unit": draw_word(random, "nouns"),
            "source": writer.source(), "kind": writer.pick("result_kinds"), "reported_by": writer.pick("reporters")}


def lineage(random: Random, seed: int, number: int) -> dict[str, Any]:
    """A tenth of the cases learned from an earlier one, so that there is never a circle."""
    if not number or random.random() > LEARNS:
        return {}
    return {"learned_from": [{"case": case_id(seed, random.randrange(number)), "what": sentence(random)}]}


def cite_the_rest(writer: Writer) -> str:
    """A last sentence with the sources that had no turn, since every source is cited."""
    left = list(range(writer.cited + 1, writer.sources + 1))
    return f"\n{sentence(writer.random, left)}\n" if left else ""


def source(writer: Writer, number: int, at: int) -> dict[str, Any]:
    random = writer.random
    slug = f"{draw_word(random, 'adjective')}-{draw_word(random, 'nouns')}-{number}-{at}"
    return {"title": f"{draw_word(random, 'Adjective')} {draw_word(random, 'nouns')} of {draw_word(random, 'name')}",
            "publisher": f"{draw_word(random, 'Name')} {draw_word(random, 'noun')}",
            "url": f"https://{draw_word(random, 'name').lower()}.example.org/{slug}",
            "date": f"{random.randint(2010, 2025)}-{random.randint(1, 12):02}", "kind": writer.pick("source_kinds")}


@cache
def case_id(seed: int, number: int) -> str:
    random = Random(f"{seed}/id/{number}")
    return f"{draw_word(random, 'noun')}-{draw_word(random, 'nouns')}-{number:05}"


# Places ----------------------------------------------------------------------------------------------------------

def place_ids(seed: int, count: int) -> list[str]:
    return [f"{draw_word(Random(f'{seed}/place/{number}'), 'name').lower()}-{number:04}" for number in range(count)]


def place(seed: int, id: str) -> dict[str, Any]:
    """One place as plain data, somewhere in one of a score of countries."""
    random = Random(f"{seed}/place/{id}")
    country, region, language, latitude, longitude = random.choice(COUNTRIES)
    url = f"https://statistics.example.org/{id}"
    return {
        "name": {"en": id.rsplit("-", 1)[0].capitalize()}, "kind": random.choice(("city", "city", "town", "county")),
        "country": country, "region": region, "latitude": f"{latitude + random.uniform(-SPREAD, SPREAD):.2f}",
        "longitude": f"{longitude + random.uniform(-SPREAD, SPREAD):.2f}", "languages": [language],
        "population": {"value": str(int(10 ** random.uniform(3.8, 6.8))), "year": "2021", "source_url": url},
        "income_group": {"value": random.choice(("low", "lower-middle", "upper-middle", "high")), "year": "2025",
                         "source_url": url},
    }


# The folder ------------------------------------------------------------------------------------------------------

def write_corpus(count: int, folder: Path, seed: int = 1, project: Path = PROJECT) -> None:
    """Write the project with so many cases; raises FileExistsError for a folder that holds something else."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise FileExistsError(f"{folder} is not empty and was not made by this script")
    shutil.rmtree(folder, ignore_errors=True)
    cases = folder / "case_studies"
    cases.mkdir(parents=True)
    (folder / MARK).write_text(f"{count} cases, seed {seed}\n")
    shutil.copy(project / "case_studies" / "_vocabulary.yml", cases)
    terms = {facet: list(held) for facet, held in load_yaml(cases / "_vocabulary.yml").items()}
    places = place_ids(seed, max(2, count // CASES_FOR_A_PLACE))
    write_yaml(cases / "_places.yml", {id: place(seed, id) for id in places})
    for number in range(count):
        write_yaml(cases / f"{case_id(seed, number)}.yml", case_study(seed, number, terms, places))
    copy_project(project, folder)


def copy_project(project: Path, folder: Path) -> None:
    """The settings, a link to the package, and the pages that people write; those that name real cases stand empty."""
    for name in ("mkdocs.yml", "macros.py", "hook.py"):
        shutil.copy(project / name, folder)
    (folder / "casebook").symlink_to(project / "casebook", target_is_directory=True)
    real = real_ids(project)
    for language in sorted(path for path in (project / "docs").iterdir() if path.is_dir()):
        (folder / "docs" / language.name).mkdir(parents=True)
        for path in sorted(language.rglob("*")):
            inside = path.relative_to(language)
            if path.is_file() and inside.parts[0] not in GENERATED and not has_another(path, language.name, real):
                copy_page(path, folder / "docs" / language.name / inside, real)


def real_ids(project: Path) -> re.Pattern[str]:
    """What a page that needs the real cases holds: the id of a case anywhere, or of a place in a macro or a link."""
    cases = [path.stem for path in (project / "case_studies").glob("[!_]*.yml")]
    places = list(load_yaml(project / "case_studies" / "_places.yml"))
    of_cases, of_places = ("|".join(map(re.escape, ids or ["-"])) for ids in (cases, places))
    return re.compile(rf"\b(?:{of_cases})\b|\{{\{{[^}}]*[\"'](?:{of_places})[\"']|places/(?:{of_places})\.")


def has_another(path: Path, language: str, real: re.Pattern[str]) -> bool:
    """Whether the program has a page of this name, in the place of one that needs the real cases."""
    return path.name in standard_pages(language) and bool(real.search(path.read_text("utf-8")))


def copy_page(path: Path, target: Path, real: re.Pattern[str]) -> None:
    """A page keeps its address and its front matter, so that links to it hold, whatever else it loses."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix != ".md" or not real.search(text := path.read_text("utf-8")):
        shutil.copy(path, target)
        return
    front = re.match(r"---\n.*?\n---\n", text, re.DOTALL)
    target.write_text((front[0] if front else "") + "\n# Not in this corpus\n\n{{ case_cards(limit=4) }}\n", "utf-8")


def load_yaml(path: Path) -> dict[str, Any]:
    found = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return found if isinstance(found, dict) else {}


@cache
def load_dumper() -> Any:
    """Writes texts of several paragraphs as people do, under a bar."""

    class Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
        pass

    Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None))
    return Dumper


def write_yaml(path: Path, data: dict[str, Any]) -> None:
    text = yaml.dump(data, Dumper=load_dumper(), allow_unicode=True, sort_keys=False, width=110)
    path.write_text(text, encoding="utf-8", newline="\n")


def main(arguments: Sequence[str]) -> None:
    """Read the arguments and write the corpus."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("count", type=int, help="how many case studies")
    parser.add_argument("folder", type=Path, help="a new folder, or one that this script made")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    write_corpus(options.count, options.folder, options.seed)


if __name__ == "__main__":
    main(sys.argv[1:])
