// An annotation, in its stored JSON form, as SVG elements over a page 1000 units wide: the drawing of the PDF.
//
//   dessiner(annotation, hauteur)  → <g data-genre> ; `hauteur` is the layer's height (hauteurDe(calque))
//   redessiner(page, annotations)  → replaces what the two layers of a page show: [{cle, contenu}] or [contenu]
//   lire(annotations)              → the sentences a screen reader hears

import { couper, emprise, imprimable, largeurDe } from "./lignes.js";
import { ENCRES, FLUOS, LARGEUR, PROPORTIONS as P, TRACES } from "./palette.js";

const SVG = "http://www.w3.org/2000/svg";

export function element(nom, attributs = {}, ...enfants) {
  const noeud = document.createElementNS(SVG, nom);
  for (const [cle, valeur] of Object.entries(attributs)) {
    noeud.setAttribute(cle, typeof valeur === "number" ? valeur.toFixed(2) : valeur);
  }
  noeud.append(...enfants);
  return noeud;
}

export function hauteurDe(calque) {
  return calque.viewBox.baseVal.height;
}

export function polyligne(genre, points, epaisseur, couleur, hauteur) {
  const suite = points.length > 1 ? points : [points[0], points[0]];
  return element("polyline", {
    class: `vs-${genre}`,
    points: suite.map(([x, y]) => `${(x * LARGEUR).toFixed(1)},${(y * hauteur).toFixed(1)}`).join(" "),
    stroke: couleur,
    "stroke-width": epaisseur * LARGEUR,
  });
}

function interieur(hauteur, marge) {
  const retrait = Math.min(marge, LARGEUR / 8, hauteur / 8);
  return { x: retrait, y: retrait, largeur: LARGEUR - 2 * retrait, hauteur: hauteur - 2 * retrait };
}

// The rectangle whose top left is asked at (x, y), moved by what it needs to stay inside `libre`.
function placer(x, y, largeur, hauteur, libre) {
  return {
    x: Math.max(libre.x, Math.min(x, libre.x + libre.largeur - largeur)),
    y: Math.min(Math.max(y, libre.y), libre.y + libre.hauteur - hauteur),
    largeur,
    hauteur,
  };
}

function ecrit(genre, lignes, x, haut, taille, couleur) {
  const premiere = haut + P.ascendante * taille;
  const places = lignes.map((ligne, rang) => {
    const tspan = element("tspan", { x, y: premiere + rang * taille * P.interligne });
    tspan.textContent = ligne.trimEnd();
    return tspan;
  });
  return element("text", { class: `vs-${genre}`, "font-size": taille, fill: couleur }, ...places);
}

function rectangle(genre, place, attributs = {}) {
  const { x, y, largeur, hauteur } = place;
  return element("rect", { class: `vs-${genre}`, x, y, width: largeur, height: hauteur, ...attributs });
}

function marque(annotation, hauteur) {
  const { genre, x, y, taille, couleur } = annotation;
  return TRACES[genre].map((trace) => {
    const points = trace.map(([dx, dy]) => [x + dx * taille, y + (dy * taille * LARGEUR) / hauteur]);
    return polyligne("trait", points, P.traitMarque * taille, ENCRES[couleur], hauteur);
  });
}

function texte(annotation, hauteur) {
  let taille = annotation.taille * LARGEUR;
  const libre = interieur(hauteur, taille * P.margeTexte);
  const mots = imprimable(annotation.texte);
  const trop = () => lignes.length * taille * P.interligne > libre.hauteur;
  let lignes = couper(mots, taille, Math.min(annotation.largeur * LARGEUR, libre.largeur));
  if (trop()) {
    lignes = couper(mots, taille, libre.largeur);
  }
  while (trop() || emprise(lignes, taille) > libre.largeur) {
    taille *= P.petitAPetit;
    lignes = couper(mots, taille, libre.largeur);
  }
  const haute = lignes.length * taille * P.interligne;
  const place = placer(annotation.x * LARGEUR, annotation.y * hauteur, emprise(lignes, taille), haute, libre);
  const marge = taille * P.margeTexte;
  const voile = { x: place.x - marge, y: place.y - marge, largeur: place.largeur + 2 * marge, hauteur: haute + 2 * marge };
  return [rectangle("voile", voile), ecrit("ecrit", lignes, place.x, place.y, taille, ENCRES[annotation.couleur])];
}

function mettreEnTampon(annotation, hauteur) {
  const mots = imprimable(annotation.texte.trim());
  const valeur = imprimable(annotation.valeur);
  let taille = annotation.taille * LARGEUR;
  for (;;) {
    const marge = taille * P.margeTampon;
    const libre = interieur(hauteur, taille * P.filet);
    const droite = annotation.valeur.trim() ? largeurDe(valeur, taille, true) + 2 * marge : 0;
    const permise = Math.min(LARGEUR * P.tamponLarge, libre.largeur - droite - 2 * marge);
    const lignes = couper(mots, taille, permise, true);
    const largeur = emprise(lignes, taille, true) + 2 * marge + droite;
    const haute = lignes.length * taille * P.interligne + marge;
    if (largeur <= libre.largeur && haute <= libre.hauteur) {
      const place = placer(annotation.x * LARGEUR, annotation.y * hauteur, largeur, haute, libre);
      return { lignes, taille, place, droite, valeur };
    }
    taille *= P.petitAPetit;
  }
}

function tampon(annotation, hauteur) {
  const { lignes, taille, place, droite, valeur } = mettreEnTampon(annotation, hauteur);
  const couleur = ENCRES[annotation.couleur];
  const marge = taille * P.margeTampon;
  const rx = taille * P.arrondi;
  const formes = [rectangle("fond", place, { rx })];
  if (droite) {
    const cote = { x: place.x + place.largeur - droite, y: place.y, largeur: droite, hauteur: place.hauteur };
    formes.push(rectangle("plein", cote, { fill: couleur }));
  }
  formes.push(rectangle("contour", place, { rx, stroke: couleur, "stroke-width": taille * P.filet }));
  const haut = place.y + marge / 2;
  formes.push(ecrit("gras", lignes, place.x + marge, haut, taille, couleur));
  if (droite) {
    const derniere = haut + (lignes.length - 1) * taille * P.interligne;
    formes.push(ecrit("gras", [valeur], place.x + place.largeur - droite + marge, derniere, taille, "#FFFFFF"));
  }
  return formes;
}

function vu(annotation, hauteur) {
  const taille = Math.min(annotation.taille * LARGEUR, LARGEUR / 4, hauteur / 3);
  const [rx, ry] = P.ellipseVu.map((demiAxe) => demiAxe * taille);
  const libre = interieur(hauteur, taille * P.filet);
  const place = placer(annotation.x * LARGEUR - rx, annotation.y * hauteur - ry, 2 * rx, 2 * ry, libre);
  const [cx, cy] = [place.x + rx, place.y + ry];
  const couleur = ENCRES[annotation.couleur];
  const x = cx - largeurDe("Vu", taille, true) / 2;
  const haut = cy + (P.milieuDesCapitales - P.ascendante) * taille;
  const attributs = { class: "vs-ellipse", cx, cy, rx, ry, stroke: couleur, "stroke-width": taille * P.filet };
  return [element("ellipse", attributs), ecrit("gras", ["Vu"], x, haut, taille, couleur)];
}

const GENRES = {
  encre: (a, hauteur) => [polyligne("trait", a.points, a.epaisseur, ENCRES[a.couleur], hauteur)],
  surligneur: (a, hauteur) => [polyligne("surligneur", a.points, a.epaisseur, FLUOS[a.couleur], hauteur)],
  coche: marque,
  croix: marque,
  texte,
  tampon,
  vu,
};

export function dessiner(annotation, hauteur) {
  return element("g", { "data-genre": annotation.genre }, ...GENRES[annotation.genre](annotation, hauteur));
}

export const estSurlignage = (annotation) => annotation.genre === "surligneur";
const estEcrit = (annotation) => ["texte", "tampon", "vu"].includes(annotation.genre);

// As in the PDF: highlighters below, then marks as they were put, then writings from the top.
function parEtages(annotations) {
  const contenu = (annotation) => annotation.contenu ?? annotation;
  const [ecrits, marques] = [[], []];
  for (const annotation of annotations) {
    (estEcrit(contenu(annotation)) ? ecrits : marques).push(annotation);
  }
  ecrits.sort((a, b) => contenu(a).y - contenu(b).y || contenu(a).x - contenu(b).x);
  return [...marques, ...ecrits];
}

export function redessiner({ calque, fluo }, annotations) {
  const hauteur = hauteurDe(calque);
  const dessins = parEtages(annotations).map((annotation) => {
    const dessin = dessiner(annotation.contenu ?? annotation, hauteur);
    if (annotation.cle) {
      dessin.dataset.cle = annotation.cle;
    }
    return dessin;
  });
  const surligne = (dessin) => dessin.dataset.genre === "surligneur";
  fluo.replaceChildren(...dessins.filter(surligne));
  calque.replaceChildren(...dessins.filter((dessin) => !surligne(dessin)));
}

const NOMS = {
  coche: ["coche", "coches"],
  croix: ["croix", "croix"],
  encre: ["trait", "traits"],
  surligneur: ["passage surligné", "passages surlignés"],
};

function phrase(annotation) {
  if (annotation.genre === "vu") {
    return "Vu";
  }
  const mots = imprimable(annotation.texte).trim();
  return annotation.valeur?.trim() ? `${mots} (${annotation.valeur})` : mots;
}

export function lire(annotations) {
  const contenus = annotations.map((annotation) => annotation.contenu ?? annotation);
  const marques = Object.entries(NOMS).flatMap(([genre, noms]) => {
    const nombre = contenus.filter((annotation) => annotation.genre === genre).length;
    return nombre ? [`${nombre} ${noms[Number(nombre > 1)]}`] : [];
  });
  const ecrits = contenus.filter((annotation) => !(annotation.genre in NOMS));
  ecrits.sort((a, b) => a.y - b.y || a.x - b.x);
  const phrases = marques.length ? [`Marques de correction\u00a0: ${marques.join(", ")}`] : [];
  return [...phrases, ...ecrits.map(phrase)];
}
