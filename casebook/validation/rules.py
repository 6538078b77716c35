"""The rule book: the message and the remedy of everything that is refused, or warned of. Checks no file itself."""

from casebook import source
from casebook.problems import Rule

# What the model refuses ------------------------------------------------------------------------------------------

MISSING = Rule("field-missing", 'the key "{found}" is missing', "Add it; see case_studies/_template.yml.",
               is_unfinished=True)
UNKNOWN = Rule("field-unknown", 'the key "{found}" is not known here; try: {nearest}',
               "Correct the key, or move its text to a key that exists.")
TEXT = Rule("type-text", "expected a text, found {found}",
            "Write one text. If it holds a colon and a space, or begins with a dash or bracket, put it in quotes.")
LIST = Rule("type-list", "expected a list, found {found}",
            "Write each entry on its own line after a dash, or all in brackets: [a, b].")
MAP = Rule("type-map", "expected keys and values, found {found}",
           "Write pairs such as `key: value`; case_studies/_template.yml shows which keys belong here.")
LIST_OR_NONE = Rule("type-list-or-none-found", "expected a list, or the word none-found; found {found}",
                    "List what the sources say. If you read them for it and they show none, write none-found.")
UNANSWERED = Rule("list-unanswered", "a list is needed, or the word none-found; found {found}",
                  "List what the sources say. If you read them for it and they show none, write none-found.",
                  is_unfinished=True)
NUMBER = Rule("type-number", "expected a number, found {found}",
              "Write digits only, with a point for decimals: no spaces, commas or signs. Words belong under `unit`.")
COUNT = Rule("type-count", "expected a whole number from 1, found {found}",
             "Write digits only. A source is named by its place in the list of sources, counted from 1.")
RANGE = Rule("number-range", "{found} is out of range; the limit is {limit}",
             "Correct the number; latitudes run from -90 to 90, longitudes from -180 to 180.")
DATE = Rule("type-date", "expected a date, found {found}",
            "Write YYYY, YYYY-MM or YYYY-MM-DD, no more precise than the source is.")
ADDRESS = Rule("link-address", "expected a web address, found {found}",
               "Copy the whole address from the browser; it begins with https:// or http://.")
LONG = Rule("text-length", "the text has {found} characters; at most {limit} are allowed",
            "Shorten it, or move details to another key.")
SHORT = Rule("text-empty", "nothing is written here",
             "Write what belongs here. What is optional may be left out: then delete this line.",
             is_unfinished=True)
FEW = Rule("list-short", "the list has {found} entries; at least {limit} needed", "Add what the sources say.",
           is_unfinished=True)
MANY = Rule("list-long", "the list has {found} entries; at most {limit} are allowed", "Keep the most important.")

# What the checks below refuse ------------------------------------------------------------------------------------

ID = Rule("id-form", 'the file name "{found}" cannot be the address of a page',
          "Rename the file: small letters a to z, digits and single hyphens, and the ending .yml.")
KEY_ID = Rule("id-key-form", '"{found}" cannot be an id',
              "Use small letters a to z, digits and single hyphens; an id is part of the address of a page.")
TERM = Rule("term-unknown", '"{found}" is not a term of "{facet}"; try: {nearest}',
            "Use a term of case_studies/_vocabulary.yml. If no method, mechanism, mindset or theme fits, propose one "
            "under `proposed`.")
TERM_ELSEWHERE = Rule("term-misplaced", '"{found}" is a term of "{other}", not of "{facet}"',
                      'Move it to the key "{other}", or choose a term of "{facet}".')
TERM_TWICE = Rule("term-repeated", '"{found}" was already given on line {line}', "Merge the two entries into one.")
PLACE = Rule("place-unknown", '"{found}" is not a place of _places.yml; try: {nearest}',
             "Correct the id, or add the place to case_studies/_places.yml.")
COUNTRY = Rule("country-unknown", '"{found}" is not a country code',
               "Write the two capital letters of ISO 3166-1, such as GH for Ghana.")
CURRENCY = Rule("currency-unknown", '"{found}" is not a currency code',
                "Write the three capital letters of ISO 4217, such as GHS, XOF or EUR.")
LANGUAGE = Rule("language-unknown", '"{found}" is not a language code',
                "Write the two small letters of ISO 639-1, such as en, fr or sw.")
CASE_LANGUAGE = Rule("language-not-offered", '"{found}" is not a language in which cases are written; try: {nearest}',
                     "Write the case study in one of these, and give its code.")
CITED = Rule("citation-without-source", "[{found}] is cited, but the sources are numbered 1 to {limit}",
             "Correct the number, or add the source at the end of the list.")
UNCITED = Rule("source-not-cited", "source {found} is never cited",
               "Cite it where it is used, as [{found}], or delete it if it is the last one.", is_unfinished=True)
CITATION_FORM = Rule("citation-form", '"{found}" is not read as citations',
                     "Write each number on its own, in the digits 0 to 9: [1][2].")
SOURCE_TWICE = Rule("source-repeated", "this address was already given as source {number}",
                    "Cite source {number} instead, and delete this one if it is the last.")
PERIOD = Rule("period-order", "the end {found} is before the start {limit}", "Swap the two dates, or correct one.")
CHECKED = Rule("checked-in-future", "{found} is after today, {limit}",
               "Write the month in which the sources were last read.")
LINEAGE = Rule("lineage-unknown", '"{found}" is not a case study; try: {nearest}',
               "Correct the id, or name the place in words with `place`.")
LINEAGE_EMPTY = Rule("lineage-empty", "neither `case` nor `place` is given",
                     "Say from whom it was learned: `case` with an id, or `place` in words.", is_unfinished=True)
LOOP = Rule("lineage-loop", "these cases learned from each other in a circle: {found}",
            "Keep only the direction in which the idea travelled.")
HTML = Rule("text-html", 'HTML is not allowed, found "{found}"',
            "Use Markdown. If the sign < is meant as such, put a space after it, or put it between backticks.")
BRACES = Rule("text-braces", 'template braces are not allowed, found "{found}"', "Use round brackets, or leave it out.")
SCHEME = Rule("link-scheme", 'a link may only lead to a web address, found "{found}"',
              "Write the whole address, beginning with https:// or http://.")
EMAIL = Rule("text-email", 'an e-mail address is personal data, found "{found}"',
             "Name the role instead, and link to the authority's own page under `contact`.")
HIDDEN = Rule("text-hidden-sign", "a sign that readers do not see, {found}",
              "Delete it; it often comes with copied text. Retyping the word helps.")
BUDGET = Rule("budget-currency", "an amount needs its currency",
              "Add `currency`, the three capital letters of ISO 4217, such as GHS, XOF or EUR.", is_unfinished=True)
UNIT = Rule("result-unit", "a unit without a value", "Add `value`, or move the words to `what`.", is_unfinished=True)
PHONE = Rule("text-phone", 'this looks like a telephone number: "{found}"',
             "Delete it if it is one. If it is another number, leave it.", "warning")
ONE_SOURCE = Rule("sources-few", "there is only one source",
                  "Add a second one, if possible from press, research or an evaluation.", "warning", True)
NO_INDEPENDENT = Rule("sources-not-independent", "no source is press, academic or an evaluation",
                      "Look for one. If there is none, say so under `open_questions`.", "warning")
NOTHING_HINDERED = Rule("nothing-hindered", "no mechanism is marked hindered or mixed",
                        "Read the sources once more for what was in the way.", "warning")
NOT_IN_THE_WAY = Rule("moved-without-obstacle", "`moved` is for what was in the way; this mechanism enabled the work",
                      "Delete `moved`, or correct `effect` to hindered or mixed.")
REPEATS = Rule("summary-repeats-title", "the summary says what the title says",
               "Begin with the one lesson that a colleague elsewhere should take.", "warning")
STALE = Rule("checked-long-ago", "the sources were last read in {found}, over {limit} months ago",
             "Read them again, correct the text where needed and set `checked`.", "warning")
ALIAS = Rule("alias-ambiguous", '"{found}" leads to more than one term: {nearest}',
             "Keep it with the term that people mean by it.", "warning")
RELATED = Rule("term-related-unknown", '"{found}" is not a term that cases are tagged by; try: {nearest}',
               "Use the id of a method, mechanism, mindset or theme, or delete it.")
TOLD_TWICE = Rule("term-told-apart-twice", 'these two terms are told apart under "{found}" already',
                  "Keep the better sentence, with one of the two; the pages of both show it.")
ITSELF = Rule("term-confused-with-itself", '"{found}" is this term itself',
              "Name the term that people take for it, or delete the key.")
TERM_ID = Rule("term-in-two-facets", '"{found}" is already a term of "{facet}"',
               "A term has one page, so its id is used once. Rename one of the two.")

PROPOSED = Rule("proposal-open", '"{found}" is proposed, and not in the library yet',
                "A reviewer who agrees moves it to {file} with `casebook adopt` and the id of this case.",
                is_unfinished=True)
PROPOSED_KNOWN = Rule("proposal-known", '"{found}" is in the library already', "Use it, and delete the proposal.")
PROPOSED_FACET = Rule("proposal-facet", 'no term can be proposed for "{found}"; try: {nearest}',
                      "Name the list of terms to which it belongs.")

ADVICE_CASE = Rule("advice-case-unknown", '"{found}" is not a case study; try: {nearest}',
                   "Correct the id, or delete the entry until the case is written.")
ADVICE_ID = Rule("advice-id-unknown", '"{found}" does not stand under "{facet}" of this file; try: {nearest}',
                 'Correct the id, or add it under "{facet}".')

MOVED_USED = Rule("redirect-id-used", '"{found}" is in use, so its address leads to its own page',
                  "Delete this line, or give one of the two another id.")
MOVED_NOWHERE = Rule("redirect-unknown", '"{found}" is not known; try: {nearest}',
                     "Name what the old address leads to now, or delete the line.")
MOVED_TWICE = Rule("redirect-chain", '"{found}" was renamed itself, to "{nearest}"',
                   "Name the last of these ids: an old address leads to the new one in one step.")
MOVED_IN_CIRCLE = Rule("redirect-loop", '"{found}" leads back to this id', "Name the id that is in use now.")

FIGURE_UNCITED = Rule("figure-without-citation", 'a figure without a source: "{found}"',
                      "Put the number of the source before the full stop, as in [1]. A citation also covers what "
                      "stands before it in its paragraph.", "warning")
FIGURE_ALONE = Rule("figure-only-in-summary", "the figure {found} stands only in the summary",
                    "Give it below too, with its source, or leave it out.", "warning")
PARAGRAPH = Rule("paragraph-long", "a paragraph of {found} words; readers on a phone follow at most {limit}",
                 "Split it where a new thought begins, or make a list of it.", "warning")
PRAISES = Rule("text-praise", '"{found}" is praise',
               "Say what was done or counted. If a source says it so, put it in quotation marks.", "warning")
VAGUE = Rule("text-vague", '"{found}" says neither who nor how much',
             "Name who says it, or give the figure, with the source; else delete the words.", "warning")
WITHOUT_PLACE = Rule("summary-without-place", "the summary does not say where",
                     "Name the place, the country or the network after the lesson.", "warning")
WITHOUT_LESSON = Rule("summary-without-lesson", 'the summary begins with "{found}", not with the lesson',
                      "Begin with what a colleague elsewhere should do; then say what was done and where.", "warning")
COPIED = Rule("text-copied", "nearly the same text stands in {found}",
              "Write what is particular to this case, and keep the rest in one of the two.", "warning")

NO_ORIGINAL = Rule("translation-without-original", 'there is no case study "{found}" to translate; try: {nearest}',
                   "Name the file after the case study, with the language before the ending: id.fr.yml.")
LANGUAGE_SAME = Rule("translation-same-language", 'the case study is written in "{found}" already',
                     "Correct the language in the name of the file.")
UNLIKE_ENTRIES = Rule("translation-entries", "{found} entries, but {limit} in the original",
                      "Translate every entry, in the same order; an entry without text is written {{}}.")
TEXT_LACKING = Rule("translation-incomplete", "the original has a text here, the translation has none",
                    "Translate it too, or leave out the whole key: it is then shown in the original language.")
TEXT_SURPLUS = Rule("translation-surplus", "the original has no text here",
                    "Delete it, or add it to the original first.")
UNLIKE_CITATIONS = Rule("translation-citations", "the original cites {limit} here, the translation {found}",
                        "Cite the same sources in the same text.")
UNLIKE_FIGURES = Rule("translation-figures", "not in both texts: {found}",
                      "Compare the figures with the original; write them in digits in both.", "warning")
OUTDATED = Rule("translation-outdated", "the original has changed since it was translated",
                "Compare the two and correct the translation; then write {found} here.", "warning")

MODEL_RULES = (MISSING, UNKNOWN, TEXT, LIST, MAP, LIST_OR_NONE, UNANSWERED, NUMBER, COUNT, RANGE, DATE, ADDRESS,
               LONG, SHORT, FEW, MANY)
CHECK_RULES = (ID, KEY_ID, TERM, TERM_ELSEWHERE, TERM_TWICE, PLACE, COUNTRY, CURRENCY, LANGUAGE, CASE_LANGUAGE, CITED,
               UNCITED, CITATION_FORM, SOURCE_TWICE, PERIOD, CHECKED, LINEAGE, LINEAGE_EMPTY, LOOP, HTML, BRACES,
               SCHEME, EMAIL, HIDDEN, BUDGET, UNIT, PHONE, ONE_SOURCE, NO_INDEPENDENT, NOTHING_HINDERED, NOT_IN_THE_WAY,
               REPEATS, STALE, ALIAS, RELATED, TERM_ID, TOLD_TWICE, ITSELF, PROPOSED, PROPOSED_KNOWN,
               PROPOSED_FACET, ADVICE_CASE, ADVICE_ID, MOVED_USED, MOVED_NOWHERE, MOVED_TWICE, MOVED_IN_CIRCLE,
               FIGURE_UNCITED,
               FIGURE_ALONE, PARAGRAPH, PRAISES, VAGUE, WITHOUT_PLACE, WITHOUT_LESSON, COPIED, NO_ORIGINAL,
               LANGUAGE_SAME,
               UNLIKE_ENTRIES, TEXT_LACKING, TEXT_SURPLUS, UNLIKE_CITATIONS, UNLIKE_FIGURES, OUTDATED)
RULE_BOOK = (*source.RULES, *MODEL_RULES, *CHECK_RULES)

MECHANICAL = (source.CONTROL, source.TAB, source.SYNTAX, source.DUPLICATE, UNKNOWN, LIST, LIST_OR_NONE, NUMBER, COUNT,
              DATE, ADDRESS, TERM, TERM_TWICE, RELATED, PLACE, LINEAGE, ADVICE_CASE, COUNTRY, CURRENCY, LANGUAGE,
              CASE_LANGUAGE, CITATION_FORM, HIDDEN)
"""What often has one right mending, which `casebook validate --fix` then makes (fixing.py)."""
