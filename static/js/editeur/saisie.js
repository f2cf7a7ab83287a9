// A text typed on the page itself. Ctrl + Enter, leaving the field or leaving the page keeps it, Escape gives it up.

const AU_PLUS = 4000;

// What no server can store is left out: half a character, cut by the limit of a field, and the null character.
export const propre = (texte) => (texte.toWellFormed?.() ?? texte).replaceAll("\0", "");

export class SaisieTexte {
  constructor(vue) {
    this.vue = vue;
    this.enCours = null;
  }

  // The page is left: what is being typed becomes an annotation.
  verser() {
    this.enCours?.();
  }

  ouvrir({ page, x, y }, mots, garder) {
    const { feuille } = this.vue.page(page);
    const champ = document.createElement("textarea");
    champ.className = "ed-saisie";
    champ.maxLength = AU_PLUS;
    champ.rows = 2;
    champ.value = mots;
    champ.setAttribute("aria-label", `Texte sur la page ${page}. Contrôle Entrée pour poser, Échap pour renoncer.`);
    const [u, v] = { 0: [x, y], 90: [1 - y, x], 180: [1 - x, 1 - y], 270: [y, 1 - x] }[this.vue.rotation];
    champ.style.left = `${Math.min(u, 0.7) * 100}%`;
    champ.style.top = `${Math.min(v, 0.95) * 100}%`;
    let fini = false;
    const finir = (poser, vers = null) => {
      if (fini) {
        return;
      }
      fini = true;
      this.enCours = null;
      const texte = propre(champ.value).trim();
      champ.remove();
      if (!vers) {
        this.vue.zone.focus({ preventScroll: true }); // not when the person goes elsewhere, as to a mark
      }
      if (poser && texte) {
        garder(texte);
      }
    };
    champ.addEventListener("blur", ({ relatedTarget }) => finir(true, relatedTarget));
    champ.addEventListener("keydown", (evenement) => {
      evenement.stopPropagation();
      if (evenement.key === "Escape") {
        finir(false);
      } else if (evenement.key === "Enter" && (evenement.ctrlKey || evenement.metaKey)) {
        evenement.preventDefault();
        finir(true);
      }
    });
    this.enCours = () => finir(true);
    feuille.append(champ);
    champ.focus();
  }
}
