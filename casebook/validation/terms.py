"""Whether values are terms of the vocabulary; if not, which term may have been meant."""

from collections.abc import Iterator, Mapping

from casebook.document import Document
from casebook.model import LANGUAGES, Term
from casebook.problems import MAX_SHOWN, Problem
from casebook.validation.context import Context
from casebook.validation.rules import TERM, TERM_ELSEWHERE
from casebook.validation.selecting import filled, nearest
from casebook.vocabulary import TAGGED, fold_words


def check_values(document: Document, context: Context, terms: Mapping[str, str]) -> Iterator[Problem]:
    """Values that are not terms; the term is offered whose id is like it, or that is called so in any language."""
    for pattern, facet in terms.items():
        allowed = context.vocabulary[facet]
        unknown = [(path, value) for path, value in filled(document, pattern) if value not in allowed]
        names = _names_of(allowed) if unknown else {}
        for path, value in unknown:
            other = context.vocabulary.facet_of(value)
            if other and facet in TAGGED:
                yield document.problem(TERM_ELSEWHERE, path, found=value, facet=facet, other=other)
            else:
                near = (context.id_now(facet, value) or names.get(fold_words(value[:MAX_SHOWN]))
                        or nearest(value, allowed))
                yield document.problem(TERM, path, found=value, facet=facet, nearest=near)


def _names_of(terms: Mapping[str, Term]) -> dict[tuple[str, ...], str]:
    """The folded labels and aliases of terms, with their ids."""
    return {fold_words(name): id for id, term in terms.items()
            for name in (*term.aliases.all(), *(getattr(term.label, language) or "" for language in LANGUAGES))}
