"""What the form says: the name of each field, short rules for writing, and the words of its script."""

from collections.abc import Mapping
from typing import Any

from casebook.words import Say, SayMany, plural_forms


def labels(say: Say) -> Mapping[str, str]:
    """What each field is called, by its path; `methods.*` is the name of one entry of the list."""
    return {**_beginning(say), **_tests_and_terms(say), **_outcome(say), **_means(say), **_proposals(say)}


def _beginning(say: Say) -> Mapping[str, str]:
    return {
        "title": say("Title"), "summary": say("Summary"), "places": say("Places"), "places.*": say("Place"),
        "networks": say("Networks"), "themes": say("Themes"), "themes.*": say("Theme"), "period": say("Period"),
        "period.start": say("Began"), "period.end": say("Ended"), "status": say("Status"), "stage": say("Stage"),
        "challenge": say("Challenge"), "approach": say("Approach"),
    }


def _tests_and_terms(say: Say) -> Mapping[str, str]:
    how = say("How")
    return {
        "experiments": say("Experiments"), "experiments.*": say("Experiment"),
        "experiments.question": say("Question"), "experiments.assumption": say("We believed"),
        "experiments.tests": say("What was tested"), "experiments.how": how, "experiments.finding": say("We found"),
        "experiments.verdict": say("Verdict"), "experiments.decision": say("Decision"),
        "methods": say("Methods"), "methods.*": say("Method"), "methods.method": say("Method"), "methods.how": how,
        "mechanisms": say("Mechanisms"), "mechanisms.*": say("Mechanism"), "mechanisms.mechanism": say("Mechanism"),
        "mechanisms.effect": say("Effect"), "mechanisms.how": how, "mechanisms.response": say("What they did"),
        "mechanisms.moved": say("Did it move?"), "mindsets": say("Mindsets"), "mindsets.*": say("Mindset"),
        "mindsets.mindset": say("Mindset"), "mindsets.how": how,
    }


def _outcome(say: Say) -> Mapping[str, str]:
    return {
        "results": say("Results"), "results.*": say("Result"), "results.what": say("What"),
        "results.value": say("Figure"), "results.unit": say("Unit"), "results.source": say("Source"),
        "results.kind": say("Kind"), "results.reported_by": say("Who states it"),
        "setbacks": say("What did not work"), "setbacks.*": say("Setback"), "lessons": say("Lessons"),
        "lessons.*": say("Lesson"), "lessons.lesson": say("Lesson"), "lessons.for": say("For whom"),
        "next_steps": say("Next steps"), "open_questions": say("Open questions"),
        "open_questions.*": say("Open question"), "checked": say("Sources last read"), "language": say("Language"),
    }


def _means(say: Say) -> Mapping[str, str]:
    source, kind, address = say("Source"), say("Kind"), say("Address")
    return {
        "partners": say("Partners"), "partners.*": say("Partner"), "partners.name": say("Name"),
        "partners.role": say("Role"), "budget": say("Cost"), "budget.amount": say("Sum"),
        "budget.currency": say("Currency"), "budget.funder": say("Who paid"), "budget.note": say("Note"),
        "budget.source": source, "staffing": say("People"), "staffing.people": say("How many"),
        "staffing.note": say("Who they were"), "staffing.source": source, "reuse": say("What you can take"),
        "reuse.*": say("Thing to take"), "reuse.name": say("Name"), "reuse.url": address, "reuse.kind": kind,
        "reuse.licence": say("Licence"), "learned_from": say("Learned from"), "learned_from.*": say("Origin"),
        "learned_from.case": say("Case study"), "learned_from.place": say("Place, in words"),
        "learned_from.what": say("What"), "learned_from.source": source, "sources": say("Sources"),
        "sources.*": source, "sources.title": say("Title"), "sources.publisher": say("Publisher"),
        "sources.url": address, "sources.date": say("Date"), "sources.kind": kind, "contact": say("Contact"),
        "contact.role": say("Office"), "contact.url": address,
    }


def _proposals(say: Say) -> Mapping[str, str]:
    names = {"en": say("English"), "fr": say("French"), "pt": say("Portuguese"), "ar": say("Arabic")}
    texts = {"places.name": say("Name"), "terms.label": say("Word"), "terms.definition": say("Definition")}
    return {
        "proposed": say("My place or my term is not in the list"), "proposed.places": say("New places"),
        "proposed.places.*": say("New place"), "proposed.terms": say("New terms"), "proposed.terms.*": say("New term"),
        "proposed.places.id": say("Id"), "proposed.places.kind": say("Kind"),
        "proposed.places.country": say("Country code"), "proposed.places.region": say("Region"),
        "proposed.places.latitude": say("Latitude"), "proposed.places.longitude": say("Longitude"),
        "proposed.places.languages": say("Languages"), "proposed.places.languages.*": say("Language code"),
        "proposed.places.population": say("Residents"), "proposed.places.population.value": say("How many"),
        "proposed.places.population.year": say("Year"),
        "proposed.places.population.source_url": say("Address of the source"),
        "proposed.terms.facet": say("List"), "proposed.terms.id": say("Id"),
        "proposed.terms.needed": say("Who needs it"),
        **{f"proposed.{path}": name for path, name in texts.items()},
        **{f"proposed.{path}.{code}": name for path in texts for code, name in names.items()},
    }


def helps(say: Say) -> Mapping[str, str]:
    """What a field is for, where the description of the model speaks of files or says the label again."""
    return {
        "period": say("As far as the sources tell."),
        "mindsets": say("How the team thinks."),
        "setbacks": say("What failed, stopped or was never shown."),
        "budget.funder": say("The organisations that gave the money."),
        "proposed": say("For a place or a term that the lists here do not offer."),
        "proposed.places": say("Places that the list does not offer."),
        "proposed.places.kind": say("What sort of place it is."),
        "proposed.places.languages": say("The languages in which its authority works."),
        "proposed.terms": say("Terms that the lists do not offer."),
        **dict.fromkeys(("results.source", "budget.source", "staffing.source", "learned_from.source"),
                        say("The source that says it.")),
    }


def rules(say: Say) -> Mapping[str, str]:
    """A short rule where a writer goes wrong most."""
    cited = say("End each statement with the number of its source, before the full stop [1].")
    return {
        "title": say("Not a slogan. Good: Handing all city cleaning to one private operator for eight years."),
        "summary": say("No source numbers here; each figure stands below too, with its source."),
        "places": say("Type the first letters and choose. If it is not there, propose it just below."),
        "challenge": cited + " " + say("Two or three short paragraphs."),
        "approach": cited + " " + say("A numbered list reads best: 1. at the beginning of a line."),
        "experiments.finding": say("If the sources do not say: Not known from the sources."),
        "methods.how": say("One sentence on what was done here, not on what the method is."),
        "mechanisms": say("Look for at least one that was in the way."),
        "mechanisms.moved": say("Leave it out with what helped, and where no source says."),
        "mindsets": say("It shows in something that was done."),
        "results": say("Every figure has a source and says who states it. Where sources disagree, give both."),
        "results.value": say("Digits only, with a point for decimals: 1250.5"),
        "setbacks": say(
            "The point first, in bold by asterisks: **No effect is shown.** Then the evidence, with its source."),
        "lessons": say("An instruction that someone can follow on Monday, drawn from this case."),
        "next_steps": say("As the sources say; not what you think should happen."),
        "budget.amount": say("Digits only, with a point for decimals: 1250.5"),
        "budget.currency": say("Three capital letters, such as EUR, GBP, XOF."),
        "budget.note": say("Spent, planned, or a ceiling."),
        "staffing.people": say("Digits only."),
        "partners.name": say("Organisations only, never a person."),
        "sources": say("Two or more, one of them from outside: press, research or an evaluation."),
        "contact.role": say("An office, such as: revenue office."),
        "open_questions": say("What a colleague would ask."),
        "checked": say("The month of today, if you have just read them."),
        "proposed": say("Describe it here, then use its name in the form. A reviewer adds it to the library."),
        "proposed.places.country": say("Two capital letters, such as GH."),
        "proposed.places.languages.*": say("Two small letters, such as en, fr or sw."),
    }


def facet_names(say: Say) -> Mapping[str, str]:
    """What the lists of terms are called."""
    return {"methods": say("Methods"), "mechanisms": say("Mechanisms"), "mindsets": say("Mindsets"),
            "themes": say("Themes"), "networks": say("Networks"), "partner_roles": say("Roles of partners"),
            "reuse_kinds": say("Kinds of things to take")}


def form_words(say: Say, say_many: SayMany) -> dict[str, Any]:
    """What the script says; messages with a number hold a text for each plural form."""
    return {**_left_words(say, say_many), **_file_words(say, say_many), **_shown_words(say)}


def _left_words(say: Say, say_many: SayMany) -> dict[str, Any]:
    """What is left to do, and what happens to entries."""
    many = plural_forms(say_many)
    return {
        "errors": many("%(num)s to correct", "%(num)s to correct"),
        "warnings": many("%(num)s to look at", "%(num)s to look at"),
        "unfinished": many("%(num)s still to do", "%(num)s still to do"),
        "none": say("Nothing is left to do. Save the file and send it."),
        "rest": many("and %(num)s more", "and %(num)s more"),
        "count": say("%(have)s of %(limit)s characters"),
        "cite": say("Cite"),
        "no_sources": say("Go to the list of sources"),
        "untitled": say("without a title yet"),
        "row": say("%(name)s %(number)s"),
        "removed": say("%(name)s removed."),
        "moved": say("Now number %(number)s."),
        "undo": say("Put it back"),
        "cited": say("Source %(number)s is cited in %(fields)s. Take its number out there first."),
    }


def _file_words(say: Say, say_many: SayMany) -> dict[str, Any]:
    """The draft, and the file."""
    many = plural_forms(say_many)
    return {
        "kept": say("Kept on this device"),
        "not_kept": say("This browser keeps no draft. Save the file before you leave the page."),
        "restored": say("Your draft is here again, as you left it."),
        "forgotten": say("The draft is deleted from this device, and the form is empty."),
        "forget": say("Delete the draft and empty the form? What is not saved as a file is lost."),
        "replace": say("Open the file in place of what stands in the form?"),
        "saved": say("Saved as %(file)s."),
        "opened": say("%(file)s is open."),
        "lost": say("This cannot be shown here and will not be in the file that you save: %(fields)s."),
        "comments": many("%(num)s comment (after the sign #)", "%(num)s comments (after the sign #)"),
        "not_read": say("This file cannot be read as a case study, so nothing was opened. %(why)s"),
        "anchors": say("Anchors, aliases and tags of YAML (the signs &, * and !) are not allowed."),
        "not_a_map": say("It holds no pairs such as title: text."),
        "syntax": say("Line %(number)s is not YAML: look for a key given twice, a colon, a quotation mark, an indent."),
        "not_utf8": say("It is not text in UTF-8. Save it as UTF-8 in your editor."),
        "no_reader": say("The part that reads files could not be loaded. Reload the page and try again."),
        "copied": say("Copied."),
        "selected": say("The text is selected; copy it with your keyboard or menu."),
        "cancel": say("Cancel"),
        "go_on": say("Open a file"),
        "delete": say("Delete the draft"),
        "file": say("case-study"),
    }


def _shown_words(say: Say) -> dict[str, Any]:
    """The preview and the summary."""
    return {
        "none_found": say("The sources were read for it and name none."),
        "for": say("For %(readers)s"),
        "reported": say("reported by: %(who)s"),
        "no_date": say("no date"),
        "since": say("since %(start)s"),
        "to": say("%(start)s to %(end)s"),
        "sum": say("%(currency)s %(amount)s"),
        "colon": say(":"),
        "draft": say("Draft, not checked"),
    }
