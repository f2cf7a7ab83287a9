"""What the PDF says of itself: title, dates, conformance, inputs' digest, colours, bookmarks."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from santorin.editions.copie.feuille import Feuille
from santorin.editions.copie.fraicheur import URN
from santorin.editions.copie.objets import Ecrivain, chaine

PRODUCTEUR: Final = "Santorin"
LANGUE: Final = "fr-FR"
_PROFIL_SRVB: Final = Path(__file__).with_name("srgb.icc")
_PAQUET: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{titre}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{langue}</rdf:li></rdf:Bag></dc:language>
<dc:identifier>{urn}{empreinte}</dc:identifier>
<pdf:Producer>{producteur}</pdf:Producer>{dates}
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the document conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def ecrire_metadonnees(
    ecrivain: Ecrivain, titre: str, date: datetime | None, empreinte: str
) -> tuple[int, int]:
    """Write the document information and its XMP packet, which agree; their numbers."""
    instant = date.astimezone(UTC) if date else None
    informations = ecrivain.ajouter(
        f"<</Title{chaine(titre)}/Producer{chaine(PRODUCTEUR)}"
        + (instant.strftime("/CreationDate(D:%Y%m%d%H%M%SZ)/ModDate(D:%Y%m%d%H%M%SZ)") if instant else "")
        + ">>"
    )
    iso = instant.strftime("%Y-%m-%dT%H:%M:%SZ") if instant else ""
    paquet = _PAQUET.format(
        titre=escape(titre),
        langue=LANGUE,
        urn=URN,
        empreinte=empreinte,
        producteur=escape(PRODUCTEUR),
        dates=f"\n<xmp:CreateDate>{iso}</xmp:CreateDate>\n<xmp:ModifyDate>{iso}</xmp:ModifyDate>"
        if iso
        else "",
    )
    metadonnees = ecrivain.reserver()
    ecrivain.flux(metadonnees, "/Type/Metadata/Subtype/XML", paquet.encode())
    return informations, metadonnees


def ecrire_intention(ecrivain: Ecrivain) -> str:
    """Write the sRGB profile; the catalogue's entry that makes it the meaning of every colour."""
    profil = ecrivain.reserver()
    ecrivain.flux_comprime(profil, "/N 3", _PROFIL_SRVB.read_bytes())
    return (
        "/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)"
        f"/Info(sRGB IEC61966-2.1)/RegistryName(http://www.color.org)/DestOutputProfile {profil} 0 R>>]"
    )


def ecrire_signets(ecrivain: Ecrivain, scans: Sequence[Feuille], resume: Feuille) -> int:
    """Write the bookmarks: the copy and its pages, then the summary; the number of their root."""
    racine, copie, dernier = (ecrivain.reserver() for _ in range(3))
    pages = [ecrivain.reserver() for _ in scans]
    for rang, (numero, feuille) in enumerate(zip(pages, scans, strict=True)):
        voisins = (f"/Prev {pages[rang - 1]} 0 R" if rang else "") + (
            f"/Next {pages[rang + 1]} 0 R" if rang + 1 < len(pages) else ""
        )
        ecrivain.poser(numero, _signet(f"Page {rang + 1}", copie, feuille, voisins))
    suite = f"/First {pages[0]} 0 R/Last {pages[-1]} 0 R/Count {len(pages)}/Next {dernier} 0 R"
    ecrivain.poser(copie, _signet("Copie", racine, scans[0], suite))
    ecrivain.poser(dernier, _signet("Récapitulatif", racine, resume, f"/Prev {copie} 0 R"))
    ecrivain.poser(racine, f"<</Type/Outlines/First {copie} 0 R/Last {dernier} 0 R/Count {len(pages) + 2}>>")
    return racine


def _signet(titre: str, parent: int, feuille: Feuille, suite: str) -> str:
    return f"<</Title{chaine(titre)}/Parent {parent} 0 R/Dest[{feuille.objet} 0 R/Fit]{suite}>>"
