"""Casebook: case studies in YAML, checked and built into a static, searchable site."""
