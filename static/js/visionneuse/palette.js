// The closed palette and the proportions of annotations: the same values as santorin/editions/copie (couleurs, annotations,
// placement), which a test compares.

export const LARGEUR = 1000; // units across a page's layer

export const ENCRES = {
  rouge: "#C4161C",
  bleu: "#0B4F9E",
  vert: "#17693A",
  violet: "#6A3BA8",
  orange: "#A84300",
  noir: "#1E1E1E",
};

export const FLUOS = { jaune: "#FFF176", vert: "#B4F2A6", rose: "#FFC1DC", bleu: "#B8E0FF" };

export const PROPORTIONS = {
  interligne: 1.25,
  margeTexte: 0.3,
  traitMarque: 0.14,
  ascendante: 0.95,
  margeTampon: 0.45,
  filet: 0.1,
  arrondi: 0.3,
  tamponLarge: 0.6,
  petitAPetit: 0.9,
  milieuDesCapitales: 0.36,
  ellipseVu: [1.15, 0.85],
};

export const TRACES = {
  coche: [
    [
      [-0.45, 0.05],
      [-0.15, 0.4],
      [0.5, -0.45],
    ],
  ],
  croix: [
    [
      [-0.4, -0.4],
      [0.4, 0.4],
    ],
    [
      [0.4, -0.4],
      [-0.4, 0.4],
    ],
  ],
};
