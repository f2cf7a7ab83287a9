// The copies around the one on the screen, asked for beforehand: their state, and the images of their first pages, so
// that « copie suivante » shows at once.

import { demander } from "./reseau.js";

const PAGES = 2;
const GARDEES = 6;

export class Reserve {
  constructor(adresseEtat) {
    this.adresseEtat = adresseEtat;
    this.copies = new Map();
  }

  preparer(cle) {
    if (this.copies.has(cle)) {
      return;
    }
    const entree = { images: [] };
    entree.etat = demander(this.adresseEtat(cle)).then((reponse) => {
      if (reponse.genre !== "ok") {
        this.copies.delete(cle);
        return reponse;
      }
      entree.images = reponse.corps.pages.slice(0, PAGES).map(({ adresse }) => {
        const image = new Image();
        image.src = adresse;
        image.decode().catch(() => this.copies.delete(cle));
        return image;
      });
      return reponse;
    });
    this.copies.set(cle, entree);
    for (const ancienne of [...this.copies.keys()].slice(0, -GARDEES)) {
      this.copies.delete(ancienne);
    }
  }

  // Taken out of the reserve: what comes back to a copy reads it again. `fraiche` is false when it waited here.
  async prendre(cle) {
    const entree = this.copies.get(cle);
    this.copies.delete(cle);
    if (entree) {
      const reponse = await entree.etat;
      if (reponse.genre === "ok") {
        return { ...reponse, fraiche: false };
      }
    }
    return { ...(await demander(this.adresseEtat(cle))), fraiche: true };
  }
}
