"""The handbook: any selection of cases as an accessible PDF and as an EPUB, and the one-page brief of a case."""
