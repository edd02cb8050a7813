"""Many people from a file: read it (`files`), read its rows (`rows`), and plan what it would change (`plans`). Nothing here writes."""
