// One key, one gesture, wherever the focus is, except where one writes. Can be turned off (« Raccourcis »).

const MEMOIRE = "santorin-raccourcis";

export class Clavier {
  constructor(racine, gestes) {
    this.gestes = gestes;
    this.dialogue = racine.querySelector("[data-ed-raccourcis]");
    this.bascule = racine.querySelector("[data-ed-une-touche]");
    this.bascule.checked = localStorage.getItem(MEMOIRE) !== "non";
    this.bascule.addEventListener("change", () => localStorage.setItem(MEMOIRE, this.bascule.checked ? "oui" : "non"));
    document.addEventListener("keydown", (evenement) => this.#touche(evenement));
  }

  #touche(evenement) {
    const { key, target } = evenement;
    const geste = this.#geste(evenement);
    if (!geste || document.querySelector("dialog[open]") || evenement.defaultPrevented) {
      return;
    }
    const ecrit = target.closest("textarea, select, input:not([inputmode=decimal])");
    if (ecrit && !(evenement.ctrlKey && key === "Enter") && key !== "Escape") {
      return;
    }
    evenement.preventDefault();
    geste();
  }

  #geste({ key, ctrlKey, metaKey, altKey, shiftKey }) {
    const minuscule = key.length === 1 ? key.toLowerCase() : key;
    if (ctrlKey || metaKey) {
      return altKey ? null : this.gestes.avecControle[shiftKey && minuscule === "z" ? "y" : minuscule];
    }
    if (altKey) {
      return null;
    }
    if (key === "?") {
      return () => this.dialogue.showModal();
    }
    if (key.length === 1 && !this.bascule.checked) {
      return null;
    }
    return (shiftKey ? this.gestes.avecMaj[minuscule] : null) ?? this.gestes.seules[minuscule];
  }
}
