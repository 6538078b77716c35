"""Search: one search document per case feeds the index of the command line, the index of the browser and the facets."""
