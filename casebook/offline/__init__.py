"""Copies of a built site that people hand on: a folder in a zip, single files, Kiwix."""
