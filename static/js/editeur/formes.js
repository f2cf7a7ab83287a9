// What each tool puts on a page, in the stored form (santorin/editions/copie/annotations.py).

export const TAILLES = { texte: 0.018, marque: 0.03, tampon: 0.018, vu: 0.026, encre: 0.0025, surligneur: 0.022 };

const borner = (valeur) => Math.max(0, Math.min(1, valeur));
const exact = (valeur) => Math.round(borner(valeur) * 10_000) / 10_000;

export const texte = ({ x, y }, couleur, mots) => ({
  genre: "texte",
  x: exact(x),
  y: exact(y),
  taille: TAILLES.texte,
  couleur,
  largeur: Math.max(0.1, exact(0.97 - x)),
  texte: mots,
});

export const marque = (genre, { x, y }, couleur) => ({ genre, x: exact(x), y: exact(y), taille: TAILLES.marque, couleur });

export const tampon = ({ x, y }, remarque) => ({
  genre: "tampon",
  x: exact(x),
  y: exact(y),
  taille: TAILLES.tampon,
  couleur: remarque.couleur,
  texte: remarque.texte,
  valeur: remarque.valeur,
});

export const vu = (couleur) => ({ genre: "vu", x: 0.95, y: 0.03, taille: TAILLES.vu, couleur });

export const trait = (genre, points, couleur) => ({
  genre,
  points: alleger(points).map(([x, y]) => [exact(x), exact(y)]),
  epaisseur: TAILLES[genre],
  couleur,
});

// How far the annotation may go that way: it stops at the edge of the page, and a line keeps its shape there.
export function retenir(contenu, dx, dy) {
  const points = contenu.points ?? [[contenu.x, contenu.y]];
  const borneSur = (axe, pas) => {
    const places = points.map((point) => point[axe]);
    return Math.max(-Math.min(...places), Math.min(1 - Math.max(...places), pas));
  };
  return [borneSur(0, dx), borneSur(1, dy)];
}

// The same annotation elsewhere on its page.
export function deplacer(contenu, dx, dy) {
  if (contenu.points) {
    return { ...contenu, points: contenu.points.map(([x, y]) => [exact(x + dx), exact(y + dy)]) };
  }
  return { ...contenu, x: exact(contenu.x + dx), y: exact(contenu.y + dy) };
}

const TOLERANCE = 0.0006; // of the page's width: less than a pen's line

// The points that the line cannot do without (Douglas and Peucker), without recursion.
function alleger(points) {
  const gardes = new Set([0, points.length - 1]);
  const restent = [[0, points.length - 1]];
  while (restent.length) {
    const [debut, fin] = restent.pop();
    let [loin, ou] = [0, -1];
    for (let rang = debut + 1; rang < fin; rang += 1) {
      const ecart = distance(points[rang], points[debut], points[fin]);
      if (ecart > loin) {
        [loin, ou] = [ecart, rang];
      }
    }
    if (loin > TOLERANCE) {
      gardes.add(ou);
      restent.push([debut, ou], [ou, fin]);
    }
  }
  return points.filter((_, rang) => gardes.has(rang));
}

function distance([x, y], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const longueur = dx * dx + dy * dy;
  const part = longueur ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / longueur)) : 0;
  return Math.hypot(x - ax - part * dx, y - ay - part * dy);
}
