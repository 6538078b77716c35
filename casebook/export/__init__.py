"""The library as data for everyone else: tables, dumps, vocabulary, feeds, what changed. Values in, text out."""
