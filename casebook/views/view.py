"""What every template can ask for: words, labels, addresses and contributed text, as seen from one page."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from gettext import NullTranslations
from types import MethodType
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.runtime import Context
from markupsafe import Markup, escape

from casebook.catalog import Case, Catalog, grade_of
from casebook.export.history import History
from casebook.model import Budget, Place, Result, Term, Translated
from casebook.text import render_text
from casebook.words import Words

_BLOCKS = "article|aside|d[dlt]|details|div|h[1-6]|header|li|nav|[ou]l|p|section|summary|t(?:able|body|d|h|head|r)"
_GAPS = re.compile(rf">\n(?=</?(?:{_BLOCKS})\b)")
"""The ends of lines between blocks, which no reader sees and every page pays for."""

EFFECTS = ("hindered", "mixed", "enabled")
"""The order in which effects are shown everywhere."""


@dataclass(frozen=True)
class Site:
    """What all pages of one language are made from. `repository` is where content is edited, if it is known."""

    catalog: Catalog
    words: Words
    repository: str = ""
    shared: str = ""
    """The way from the root of this language's folder to what all languages share: empty, or `../`."""
    edition: str = "1970-01-01"
    """The day of the edition, which citations name."""
    address: str = ""
    """The web address of the root of this language's folder, with a slash at its end; empty where none is known."""
    history: History = field(default_factory=dict)
    """What changed in each case, and when."""

    @property
    def name(self) -> str:
        return self.catalog.library


class _Context(Context):
    """Calls the methods of our own records at once: that none of them asks for the context is looked up six times for
    each call otherwise, which was a tenth of what the pages of cases take."""

    def call(self, called: Any, /, *args: Any, **options: Any) -> Any:
        if type(called) is not MethodType:
            return super().call(called, *args, **options)
        options.pop("_block_vars", None)
        options.pop("_loop_vars", None)
        return called(*args, **options)


@dataclass(frozen=True)
class _Said:
    """What `_` says in a template: a message with its values, which are escaped."""

    translations: NullTranslations

    def say(self, message: str, /, **values: object) -> Markup:
        return self._marked(message) % values if values else self._plain(message)

    @lru_cache(maxsize=5_000)  # noqa: B019 - one for each language
    def _marked(self, message: str) -> Markup:
        return Markup(self.translations.gettext(message))

    @lru_cache(maxsize=5_000)  # noqa: B019
    def _plain(self, message: str) -> Markup:
        return self._marked(message) % {}


@lru_cache(maxsize=4)
def load_templates(language: str) -> Environment:
    """The templates of the package, speaking one language."""
    environment = Environment(
        loader=PackageLoader("casebook"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    environment.filters["lower_first"] = lower_first
    translations = Words(language).translations
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    environment.globals["_"] = _Said(translations).say
    environment.context_class = _Context
    return environment


def lower_first(text: str) -> str:
    """A label as it stands inside a sentence; abbreviations keep their capitals, and so does the State in French."""
    return text if text[1:2].isupper() or text == "État" else text[:1].lower() + text[1:]


@dataclass(frozen=True)
class View:
    """One page: `url` is its address from the root of its language folder, such as `cases/kumasi.html`."""

    site: Site
    url: str

    def render(self, template: str, **data: object) -> Markup:
        """A template as one block of HTML; blank lines are taken out, since Markdown would end the block there."""
        html = load_templates(self.words.language).get_template(template).render(v=self, **data)
        lines = "\n".join(line.strip() for line in html.splitlines() if line.strip())
        return Markup(_GAPS.sub(">", lines).replace("&#39;", "'"))  # our attributes stand in double quotes

    @property
    def catalog(self) -> Catalog:
        return self.site.catalog

    @property
    def words(self) -> Words:
        return self.site.words

    @cached_property
    def root(self) -> str:
        """The way from this page to the root of its language folder."""
        return "../" * self.url.count("/")

    # Addresses

    @property
    def address(self) -> str:
        """The address of this page on the web; empty where none is known."""
        return self.site.address and self.site.address + self.url

    def link(self, path: str) -> str:
        return self.root + path

    def shared_link(self, path: str) -> str:
        """The way to what all languages share, such as `data/cases.csv`."""
        return self.root + self.site.shared + path

    def case_href(self, id: str) -> str:
        return self.link(f"cases/{id}.html")

    def place_href(self, id: str) -> str:
        return self.link(f"places/{id}.html")

    def term_href(self, facet: str, id: str) -> str:
        return self.link(f"{facet}/{id}.html")

    def compare_href(self, *ids: str) -> str:
        """The comparison of cases or places that the browser makes."""
        return self.link(f"compare.html?ids={','.join(ids)}")

    def explore_href(self, facet: str, value: str) -> str:
        return self.link(f"explore.html?{facet}={value}")

    # Names

    def label(self, facet: str, id: str) -> str:
        return self.words.spaced(self.catalog.vocabulary.label(facet, id, self.words.language))

    def kind_of(self, facet: str) -> tuple[str, str]:
        """What one term of a facet is called, and all of them."""
        say = self.words.say
        return {"methods": (say("Method"), say("Methods")), "mechanisms": (say("Mechanism"), say("Mechanisms")),
                "mindsets": (say("Mindset"), say("Mindsets")), "themes": (say("Theme"), say("Themes"))}[facet]

    def definition(self, facet: str, id: str) -> str:
        found = self.catalog.vocabulary[facet][id].definition
        return self.words.spaced(found.get(self.words.language)) if found else ""

    def translated(self, text: Translated) -> str:
        """A text of ours in the language of the page."""
        return self.words.spaced(text.get(self.words.language))

    def term(self, facet: str, id: str) -> Term:
        return self.catalog.vocabulary[facet][id]

    def place(self, id: str) -> Place:
        return self.catalog.places[id]

    def place_name(self, id: str) -> str:
        return self.place(id).name.get(self.words.language)

    def place_names(self, ids: Iterable[str]) -> str:
        return self.words.listing([self.place_name(id) for id in ids])

    def case(self, id: str) -> Case:
        return self.catalog.cases[id]

    def where(self, case: Case) -> str:
        """The places of a case with their country: `Kumasi, Ghana`."""
        return ", ".join([self.place_names(case.study.places), *self.countries(case)])

    def countries(self, case: Case) -> list[str]:
        """The countries of the places of a case, each once."""
        return list(dict.fromkeys(self.words.country(self.place(id).country) for id in case.study.places))

    def short_name(self, case: Case) -> str:
        """The lead place, which stands for the case where its other cases are not beside it."""
        return self.place_name(case.lead)

    def period(self, case: Case) -> str:
        """When it ran; empty where the sources do not say."""
        say, period = self.words.say, case.study.period
        if not period:
            return ""
        start = self.words.day(period.start)
        if period.end == period.start:
            return start
        if period.end:
            return say("%(start)s to %(end)s") % {"start": start, "end": self.words.day(period.end)}
        return say("since %(start)s") % {"start": start}

    def years(self, case: Case) -> str:
        """The same in years only, for one line of a list."""
        period = case.study.period
        return self.words.years(period.start, period.end or "") if period else ""

    # Text

    def text(self, text: str | None, case: Case, *, inline: bool = True, of: str = "") -> Markup:
        """Contributed text, its citations linked to the sources of its case, marked with its language if it differs.

        `of` is the whole text where this is only a part of it.
        """
        tag = "span" if inline else "div"
        return self.foreign(self._linked(text, case, inline), case, tag, of=of or text) if text else Markup("")

    def cite(self, number: int, case: Case) -> Markup:
        """The mark of one source."""
        return self.marks([number], case)

    def marks(self, numbers: Iterable[int], case: Case) -> Markup:
        """The marks of sources, which are of no language."""
        return self._linked("".join(f"[{number}]" for number in numbers), case, inline=True)

    def _linked(self, text: str, case: Case, inline: bool) -> Markup:
        here = self.url == f"cases/{case.id}.html"
        say = self.words.say
        label = ""
        if not here:
            label = say("%(place)s, source %(number)s") % {"place": self.short_name(case), "number": "{}"}
        return render_text(text, sources_at="" if here else self.case_href(case.id), label=label, inline=inline)

    def foreign(self, html: Markup | str, case: Case, tag: str = "span", *, of: str = "") -> Markup:
        """A text of a case, in an element that names its language where that is not the page's.

        `of` is the text as contributed, where this is only a part of it or was made from it.
        """
        language = case.language_of(of or html)
        if language == self.words.language:
            return escape(html)
        return Markup(f'<{tag} lang="{escape(language)}" dir="{Words(language).direction}">{escape(html)}</{tag}>')

    # Facts

    def residents(self, place: str) -> Markup | str:
        """The number of residents with its year and where it comes from; empty if unknown."""
        found = self.place(place).population
        if not found:
            return ""
        text = self.count("%(num)s resident", "%(num)s residents", found.value)
        year = f", {found.year}" if found.year else ""
        link = Markup('<a class="quiet" href="{}" rel="nofollow noopener">{}</a>{}')
        return link.format(found.source_url, text, year)

    def money(self, budget: Budget) -> str:
        """An amount with its currency; the words for `not known` where only the payer is known."""
        if budget.amount is None:
            return self.words.say("amount not known")
        parts = {"currency": budget.currency, "amount": self.words.number(budget.amount)}
        return self.words.say("%(currency)s %(amount)s") % parts

    def readers(self, ids: Sequence[str]) -> str:
        """Whom a lesson is for."""
        names = self.words.listing([lower_first(self.label("readers", id)) for id in ids])
        return self.words.say("For %(readers)s") % {"readers": names}

    def reported(self, result: Result) -> str:
        """Who states a result."""
        who = lower_first(self.label("reporters", result.reported_by))
        return self.words.say("reported by: %(who)s") % {"who": who}

    def grade(self, result: Result) -> str:
        return grade_of(result)

    # Counting

    def count(self, one: str, many: str, number: int) -> str:
        return self.words.say_many(one, many, number)

    def effects_of(self, mechanism: str, cases: Sequence[Case]) -> dict[str, int]:
        """How often a mechanism hindered, did both, enabled."""
        found = [case.effects[mechanism] for case in cases if mechanism in case.effects]
        return {effect: found.count(effect) for effect in EFFECTS}
