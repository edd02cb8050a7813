"""How a municipality is called in Danish ("Roskilde Kommune", "Københavns Kommune"), and in which order names stand."""

# The register holds short forms. These do not simply add "Kommune" (or have it in a name of their own).
IRREGULAR = {"København": "Københavns Kommune", "Bornholm": "Bornholms Regionskommune"}


def municipality_name(short: str) -> str:
    """Return the municipality's full name from the register's short form."""
    return IRREGULAR.get(short, f"{short} Kommune")


def danish_order(name: str) -> str:
    """Return the key that sorts names as Danes do: æ, ø, å come last and in that order. The engines sort them in ways of their own."""
    return name.casefold().replace("æ", "{").replace("ø", "|").replace("å", "}")
