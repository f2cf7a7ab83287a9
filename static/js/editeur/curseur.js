// A cursor moved by the arrows over the page, for those who mark without a mouse. Enter uses the chosen tool there.

const GRAND = 0.02;
const PETIT = 0.004;
const SENS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Curseur {
  constructor(vue, outils, annoncer) {
    Object.assign(this, { vue, outils, annoncer });
    this.place = { x: 0.5, y: 0.2 };
    this.repere = document.createElement("div");
    this.repere.className = "ed-repere";
    this.repere.hidden = true;
    vue.zone.addEventListener("keydown", (evenement) => this.#touche(evenement));
    vue.zone.addEventListener("blur", () => this.cacher());
  }

  // Out of the page too: the next copy's pages are made from this one's.
  cacher() {
    this.repere.hidden = true;
    this.repere.remove();
  }

  #touche(evenement) {
    if (this.outils.outil === "main" || evenement.target !== this.vue.zone || evenement.ctrlKey || evenement.altKey) {
      return;
    }
    const sens = SENS[evenement.key];
    if (sens) {
      evenement.preventDefault();
      const pas = evenement.shiftKey ? PETIT : GRAND;
      this.#bouger(sens[0] * pas, sens[1] * pas);
    } else if (evenement.key === "Enter" && !this.repere.hidden) {
      evenement.preventDefault();
      this.outils.agirAuClavier({ page: this.vue.courante, ...this.place }, this.#ecran());
    }
  }

  // The arrows go where the person sees them go, whatever the turn of the page.
  #bouger(dx, dy) {
    const [ex, ey] = { 0: [dx, dy], 90: [dy, -dx], 180: [-dx, -dy], 270: [-dy, dx] }[this.vue.rotation];
    const borner = (part) => Math.max(0, Math.min(1, part));
    if (!this.repere.hidden) {
      this.place = { x: borner(this.place.x + ex), y: borner(this.place.y + ey) };
    }
    this.#montrer();
  }

  #montrer() {
    const { feuille } = this.vue.page(this.vue.courante);
    const [u, v] = this.#sur();
    feuille.append(this.repere);
    this.repere.style.left = `${u * 100}%`;
    this.repere.style.top = `${v * 100}%`;
    this.repere.hidden = false;
    const { y, height } = this.repere.getBoundingClientRect();
    const zone = this.vue.zone.getBoundingClientRect();
    const marge = 60;
    if (y < zone.top + marge) {
      this.vue.zone.scrollTop -= zone.top + marge - y;
    } else if (y + height > zone.bottom - marge) {
      this.vue.zone.scrollTop += y + height - zone.bottom + marge;
    }
  }

  #sur() {
    const { x, y } = this.place;
    return { 0: [x, y], 90: [1 - y, x], 180: [1 - x, 1 - y], 270: [y, 1 - x] }[this.vue.rotation];
  }

  #ecran() {
    const { x, y, width, height } = this.repere.getBoundingClientRect();
    return { clientX: x + width / 2, clientY: y + height / 2 };
  }
}
