"""The files of a project that are made from the model and the vocabulary, and lie in the repository. Writes nothing."""

from collections.abc import Sequence

from casebook.annotated import TEMPLATE_FILE, template_text
from casebook.catalog import Catalog
from casebook.issue_form import form_files
from casebook.schema import SCHEMAS, as_json
from casebook.words import INTERFACE_LANGUAGES

SCHEMA_FOLDER = "schema"


def generated_files(catalog: Catalog, *, with_github: bool,
                    languages: Sequence[str] = INTERFACE_LANGUAGES) -> dict[str, str]:
    """The text of each file by its path from the project; the issue forms only where a project lies on GitHub, in the
    languages of its pages."""
    return {
        **{f"{SCHEMA_FOLDER}/{name}": as_json(write(catalog)) for name, write in SCHEMAS.items()},
        f"case_studies/{TEMPLATE_FILE}": template_text(catalog),
        **(form_files(catalog.vocabulary, languages) if with_github else {}),
    }
