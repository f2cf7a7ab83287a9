"""What a search by name compares: pure functions (TEL-01, EDI-02)."""

import unicodedata


def texte_de_recherche(*morceaux: str) -> str:
    """Capital letters without accents, so that neither counts."""
    decompose = unicodedata.normalize("NFKD", " ".join(morceaux).replace("œ", "oe").replace("Œ", "OE"))
    return "".join(c for c in decompose if not unicodedata.combining(c)).upper()
