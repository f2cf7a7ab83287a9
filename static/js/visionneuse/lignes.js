// Text made printable, measured with the fonts of the PDF, cut into the same lines as there.

const toile = document.createElement("canvas").getContext("2d");
toile.fontKerning = "none";
const CORPS = 1000;
const FAMILLE = '"Annotations", sans-serif';

// Resolves once both fonts are there: what is drawn before may be cut elsewhere than in the PDF.
export const policesPretes = Promise.all(
  ["", "bold "].map((graisse) => document.fonts.load(`${graisse}16px "Annotations"`)),
);

export function largeurDe(texte, taille, gras = false) {
  toile.font = `${gras ? "bold " : ""}${CORPS}px ${FAMILLE}`;
  return (toile.measureText(texte).width * taille) / CORPS;
}

export function imprimable(texte) {
  return texte
    .normalize("NFC")
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, "\n")
    .replaceAll("\t", "    ")
    .replace(/[\p{Cf}\ufe00-\ufe0f]/gu, "")
    .replace(/(?!\n)[\p{Cc}\p{Co}\p{Cs}]/gu, "\ufffd");
}

function trancher(mot, taille, largeur, gras) {
  const morceaux = [];
  let courant = "";
  for (const caractere of mot) {
    if (courant && largeurDe(courant + caractere, taille, gras) > largeur) {
      morceaux.push(courant);
      courant = "";
    }
    courant += caractere;
  }
  return [...morceaux, courant];
}

// Lines no wider than `largeur`; no line begins with the « ! » or ends with the « of its neighbour.
export function couper(texte, taille, largeur, gras = false) {
  const lignes = [];
  const espace = largeurDe(" ", taille, gras);
  for (const paragraphe of texte.split("\n")) {
    let courante = "";
    let prise = 0;
    for (let mot of paragraphe.split(/(?<!«) (?![:;?!»%])/)) {
      let place = largeurDe(mot, taille, gras);
      if (courante && prise + place > largeur) {
        lignes.push(courante);
        courante = "";
        prise = 0;
      }
      if (place > largeur) {
        const pleines = trancher(mot, taille, largeur, gras);
        mot = pleines.pop();
        lignes.push(...pleines);
        place = largeurDe(mot, taille, gras);
      }
      courante += `${mot} `;
      prise += place + espace;
    }
    lignes.push(courante.slice(0, -1));
  }
  return lignes;
}

export function emprise(lignes, taille, gras = false) {
  return Math.max(...lignes.map((ligne) => largeurDe(ligne.trimEnd(), taille, gras)));
}
