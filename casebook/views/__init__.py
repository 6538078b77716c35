"""Data to HTML through Jinja2 with autoescape. Knows nothing of disk or of the builders."""
