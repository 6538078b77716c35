"""The vocabulary as SKOS in Turtle: each facet a scheme, each term a concept, its words and where they are attested.

Written by hand: the few forms that are needed are 40 lines, and a library for it would come with the whole of RDF.
"""

import json
from collections.abc import Iterable, Iterator

from casebook.export.edition import LICENCE_URL, Edition
from casebook.model import LANGUAGES, Aliases, Term
from casebook.redirects import Moves
from casebook.typography import one_line
from casebook.vocabulary import FACETS, TAGGED, Vocabulary

_HEAD = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix casebook: <#> .
"""
_OWN = """
casebook:attested a <http://www.w3.org/1999/02/22-rdf-syntax-ns#Property> ;
  rdfs:label "attested"@en ;
  rdfs:comment "An official or network text uses the label so in that language."@en .

casebook:unattested a <http://www.w3.org/1999/02/22-rdf-syntax-ns#Property> ;
  rdfs:label "unattested"@en ;
  rdfs:comment "The label in that language is our own translation; no text that uses it so was found."@en .
"""


def as_turtle(vocabulary: Vocabulary, edition: Edition, redirects: Moves | None = None) -> str:
    """The whole vocabulary, with what took the place of old terms; addresses begin at the address of this file, where
    the site has one."""
    base = f"@base <{edition.at('data/vocabulary.ttl')}> .\n" if edition.address else ""
    facets = [facet for facet in FACETS if vocabulary[facet]]
    parts = [_scheme(facet, vocabulary, edition) for facet in facets]
    parts += [_concept(facet, id, vocabulary) for facet in facets for id in vocabulary[facet]]
    parts += [_statement(_ref(facet, old), [("dcterms:isReplacedBy", [_ref(facet, new)])])
              for facet, moves in (redirects or {}).items() if facet in TAGGED for old, new in moves.items()]
    return base + _HEAD + _OWN + "\n" + "\n".join(parts)


def _scheme(facet: str, vocabulary: Vocabulary, edition: Edition) -> str:
    title = f"{edition.library}: {facet.replace('_', ' ')}"
    return _statement(f"<#{facet}>", [
        ("a", ["skos:ConceptScheme"]), ("dcterms:title", [_text(title, "en")]),
        ("dcterms:issued", [f'"{edition.day}"^^xsd:date']), ("dcterms:license", [f"<{LICENCE_URL}>"]),
        ("skos:hasTopConcept", [_ref(facet, id) for id in vocabulary[facet]]),
    ])


def _concept(facet: str, id: str, vocabulary: Vocabulary) -> str:
    term = vocabulary[facet][id]
    scheme = f"<#{facet}>"
    return _statement(_ref(facet, id), [
        ("a", ["skos:Concept"]), ("skos:inScheme", [scheme]),
        ("skos:topConceptOf", [scheme]), ("skos:notation", [_text(id)]),
        ("skos:prefLabel", _texts(_labels(term))), ("skos:altLabel", _texts(_other_words(term))),
        ("skos:definition", _texts(_definitions(term))), ("skos:scopeNote", _texts(_told_apart(term))),
        ("skos:broader", _broader(term, vocabulary)), ("skos:narrower", _narrower(facet, id, vocabulary)),
        ("skos:related", [_ref(facet_of, other) for other in term.related
                          if (facet_of := vocabulary.facet_of(other))]),
        ("casebook:attested", _attested(term)), ("casebook:unattested", _unattested(term)),
        ("casebook:from", [str(term.from_)] if term.from_ is not None else []),
        ("rdfs:seeAlso", [f"<../{facet}/{id}.html>"] if facet in TAGGED else []),
    ])


def _ref(facet: str, id: str) -> str:
    return f"<#{facet}/{id}>"


def _broader(term: Term, vocabulary: Vocabulary) -> list[str]:
    """The group it stands in, which is a concept of another scheme."""
    return [_ref("groups", term.group)] if term.group and term.group in vocabulary["groups"] else []


def _narrower(facet: str, id: str, vocabulary: Vocabulary) -> list[str]:
    """What stands in a group."""
    return [_ref(other, inside) for other in TAGGED for inside, term in vocabulary[other].items()
            if facet == "groups" and term.group == id]


Words = Iterator[tuple[str, str]]
"""Texts with their language."""


def _labels(term: Term) -> Words:
    return ((text, language) for language in LANGUAGES if (text := getattr(term.label, language)))


def _other_words(term: Term) -> Words:
    """The aliases and what people say, without the label itself, as SKOS wants it."""
    for language in LANGUAGES:
        words: Iterable[str] = (*_of(term.aliases, language), *_of(term.said, language))
        label = getattr(term.label, language)
        yield from ((text, language) for text in dict.fromkeys(words) if text != label)


def _of(aliases: Aliases, language: str) -> tuple[str, ...]:
    found: tuple[str, ...] = getattr(aliases, language)
    return found


def _definitions(term: Term) -> Words:
    return ((text, language) for language in LANGUAGES if (text := getattr(term.definition, language, None)))


def _told_apart(term: Term) -> Words:
    return ((text, language) for language in LANGUAGES if (text := getattr(term.not_to_confuse, language, None)))


def _attested(term: Term) -> list[str]:
    found = {language: getattr(term.attested, language, None) for language in LANGUAGES}
    return [f'[ dcterms:language "{language}" ; dcterms:source <{address}> ]'
            for language, address in found.items() if address]


def _unattested(term: Term) -> list[str]:
    """The languages, other than English, of labels that no text was found to use."""
    return [_text(language) for _, language in _labels(term)
            if language != "en" and not getattr(term.attested, language, None)]


# Turtle ----------------------------------------------------------------------------------------------------------

def _statement(subject: str, rows: Iterable[tuple[str, list[str]]]) -> str:
    lines = [f"  {name} {', '.join(values)}" for name, values in rows if values]
    return f"{subject}\n" + " ;\n".join(lines) + " .\n"


def _texts(words: Words) -> list[str]:
    return [_text(text, language) for text, language in words]


def _text(text: str, language: str = "") -> str:
    """A text in quotes; what JSON escapes, Turtle escapes alike."""
    quoted = json.dumps(one_line(text), ensure_ascii=False).replace("\x7f", "\\u007F")
    return f"{quoted}@{language}" if language else quoted
