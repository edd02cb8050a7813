"""How a municipality is called in Danish: "Roskilde Kommune", "Aarhus Kommune", "Københavns Kommune"."""

# The register holds short forms. These do not simply add "Kommune" (or have it in a name of their own).
IRREGULAR = {"København": "Københavns Kommune", "Bornholm": "Bornholms Regionskommune"}


def municipality_name(short: str) -> str:
    """Return the municipality's full name from the register's short form."""
    return IRREGULAR.get(short, f"{short} Kommune")
