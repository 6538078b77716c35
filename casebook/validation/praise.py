"""Words of praise, and words that say neither who nor how much, by language. Checks no file itself.

Only words that were wrong wherever they were met: "very", "many", "several" and "significant" are often right (very few
voted, a significant difference), "smart" and "unique" stand in names and numbers, and are left out. Each entry is a
regular expression without its word boundaries. Portuguese and Arabic have no list yet.
"""

import re
from collections.abc import Mapping

_PRAISE = {
    "en": (
        "world[- ](?:class|leading|renowned)", "leverag(?:e|es|ed|ing)", "innovative(?:ly)?", "ground-?breaking",
        "state[- ]of[- ]the[- ]art", "cutting[- ]edge", "best[- ]in[- ]class", "game[- ]chang(?:er|ers|ing)",
        "award[- ]winning", "robust(?:ly)?", "holistic(?:ally)?", "seamless(?:ly)?", "synerg(?:y|ies|istic)",
        "successfully", "(?:highly|hugely|very) successful", "(?:great|huge|resounding|tremendous) success(?:es)?",
        "transformative", "revolutionary", "revolutioni[sz](?:e|es|ed|ing)", "pioneering", "remarkabl[ey]",
        "impressive(?:ly)?", "excellent", "visionary", "unparalleled", "paradigm shift",
        "outstanding (?:achievement|contribution|example|performance|result|success|work)s?",
        "(?:harness|unlock)(?:s|es|ed|ing)? (?:the|its|their) (?:full )?(?:power|potential)",
    ),
    "fr": (
        "de (?:classe|renommée|renom) mondiale?", "(?<!achat )(?<!achats )(?<!marché )(?<!marchés )innovante?s?",
        "novateurs?", "novatrices?", "révolutionnaires?", "révolutionn(?:e|ent|er|é|ée|és|ées|ant)",
        "technologies? de pointe", "à la pointe", "holistiques?", "synergies?", "avec (?:brio|succès)",
        "(?:grand|franc|vif|immense|véritable) succès", "remarquable(?:s|ment)?", "incontournables?",
        "pionni(?:er|ers|ère|ères)", "robustes?", "disrupti(?:f|fs|ve|ves)", "changements? de paradigme",
        "visionnaires?",
    ),
}
_WEASELS = {
    "en": (
        "it is (?:well known|widely known|widely believed|widely accepted|often said|said that|believed that)",
        "widely (?:regarded|seen|considered|recogni[sz]ed|acclaimed|praised)",
        "(?:many|most|some) (?:people )?(?:say|believe|think|argue|claim|agree)", "experts (?:say|believe|agree|think)",
        "arguably", "obviously", "undoubtedly", "needless to say", "of course", "dramatic(?:ally)?", "drastic(?:ally)?",
        "tremendous(?:ly)?", "hugely", "massively", "vastly",
    ),
    "fr": (
        "il est (?:bien connu|largement admis|largement reconnu|communément admis)",
        "largement (?:reconnue?s?|saluée?s?|considérée?s?)", "on (?:dit|pense|estime|considère) que",
        "(?:certains|beaucoup|d['’]aucuns) (?:disent|pensent|estiment|affirment|considèrent)",
        "les experts (?:disent|pensent|estiment|s['’]accordent)", "incontestablement", "indéniablement", "évidemment",
        "sans aucun doute", "bien entendu", "bien sûr", "il va de soi", "force est de constater", "considérablement",
        "énormément", "drastiquement",
    ),
}
_NEGATED = {"en": r"(?<!\bnot )(?<!\bnever )", "fr": r"(?<!\bpas )(?<!\bjamais )(?<!\bsans )"}


def _pattern(language: str, words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b{_NEGATED[language]}(?:{'|'.join(words)})\b", re.I)


PRAISE: Mapping[str, re.Pattern[str]] = {language: _pattern(language, words) for language, words in _PRAISE.items()}
WEASELS: Mapping[str, re.Pattern[str]] = {language: _pattern(language, words) for language, words in _WEASELS.items()}
HINTS: Mapping[str, re.Pattern[str]] = {
    language: re.compile("|".join((*words, *_WEASELS[language]))) for language, words in _PRAISE.items()
}
"""Small letters without any of these hold none of the others; faster, since nothing stands before the words."""
