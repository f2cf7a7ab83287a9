"""Names of invented people, in the style of the customer's examples."""

NOMS = (
    "GUYLESTE", "LAVANDE", "SAPIN", "POMME", "ANTHRACITE", "ARGENT", "BLANC", "BRUN", "CARMIN", "FUSCHIA", "GREEN",
    "IVOIRE", "ROSE BONBON", "ROUGE", "VERT POMME", "VERT SAPIN", "AZUR", "BEIGE", "BISTRE", "CELADON", "CERISE",
    "CITRON", "CORAIL", "ÉBÈNE", "ÉCARLATE", "GARANCE", "GRENAT", "INDIGO", "JADE", "KAKI", "LILAS", "MAUVE",
    "NACRE", "OCRE", "OLIVE", "ORANGE", "PERVENCHE", "POURPRE", "PRUNE", "SAFRAN", "SÉPIA", "TURQUOISE", "VERMEIL",
    "ŒILLET", "D'AMARANTE", "LE BLEU", "SAINT-VERT", "TILLEUL",
)  # fmt: skip
PRENOMS = (
    "Fazia", "Thomas", "Carine", "Hugo Philippe Pierre", "Alexis", "Julien Pierre", "Julien Clément", "John",
    "Chloé Émilie", "Alexandre", "Ludivine", "Arthur", "Clément Alan", "Ambre", "Erwan", "Henri", "Bart", "Maëlle",
    "Noé", "Inès", "Gaëtan", "Zoé", "Anaïs", "Yanis", "Lucie", "Malo", "Océane", "Rayan", "Solène", "Titouan",
    "Éloïse", "Nolwenn", "Jean-Baptiste", "Łukasz",
)  # fmt: skip
