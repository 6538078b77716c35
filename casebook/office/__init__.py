"""Office files: tables as CSV and XLSX, one case as DOCX."""
