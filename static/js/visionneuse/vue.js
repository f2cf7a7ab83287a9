// The viewer: where one is, how large, how turned. It reads and moves what the server rendered, and keeps no other state.
//
//   const vue = new Visionneuse(section, { glisser: true, touches: true })
//   vue.pages                  [{ numero, figure, feuille, image, calque, fluo, rotation }]
//   vue.courante, vue.echelle  page number; pixels of the screen per page width
//   vue.allerA(n) .precedente() .suivante() .zoomer(facteur) .ajuster("largeur" | "entiere" | "deux") .tourner(±90)
//   vue.situer(evenement)      → { page, x, y }: the pointer on the upright page, in [0, 1], or null beside the pages
//   vue.charger(pages)         → other pages: [{ adresse, vignette, largeur, hauteur, rotation, annotations }]
//   vue.montrer(n, annotations) → redraws a page's layer and its reading
//   events on the section: "visionneuse:page" { numero }, "visionneuse:echelle" { echelle }

import { lire, redessiner } from "./dessin.js";
import { LARGEUR } from "./palette.js";

const MARGE = 16;
const PAS = 1.25;
const EXTREMES = [120, 6000];

const borner = (valeur, [bas, haut]) => Math.max(bas, Math.min(haut, valeur));

export class Visionneuse {
  constructor(section, { glisser = true, touches = true } = {}) {
    this.section = section;
    this.zone = section.querySelector("[data-vs-pages]");
    this.outils = section.querySelector("[data-vs-outils]");
    this.vignettes = section.querySelector("[data-vs-vignettes]");
    this.ajustement = "largeur";
    this.rotation = 0;
    this.echelle = 0;
    this.courante = 1;
    section.classList.add("vs--vive");
    this.outils.hidden = false;
    this.#relever();
    this.#brancher(glisser, touches);
    this.ajuster("largeur");
    this.#allerAuFragment();
  }

  page(numero) {
    return this.pages[numero - 1];
  }

  allerA(numero) {
    const vise = borner(numero, [1, this.pages.length]);
    this.zone.scrollTop = this.page(vise).figure.offsetTop - MARGE / 2;
    this.#noter(vise);
  }

  precedente() {
    this.allerA(this.courante - 1);
  }

  suivante() {
    this.allerA(this.courante + 1);
  }

  zoomer(facteur, point = null) {
    this.ajustement = "";
    this.#mettreALEchelle(this.echelle * facteur, point);
  }

  ajuster(comment) {
    this.ajustement = comment;
    const { figure } = this.page(this.courante);
    const { largeur, hauteur } = this.#cotes(this.page(this.courante));
    const pleine = (this.zone.clientWidth - 2 * MARGE) / largeur;
    const haute = (this.zone.clientHeight - 2 * MARGE - this.#legende(figure)) / hauteur;
    const { left, top } = this.zone.getBoundingClientRect();
    const coin = { clientX: left, clientY: top };
    const moitie = (this.zone.clientWidth - 3 * MARGE - 1) / 2 / largeur; // two pages side by side
    this.#mettreALEchelle({ largeur: pleine, deux: moitie }[comment] ?? Math.min(pleine, haute), coin);
    if (comment === "entiere") {
      this.allerA(this.courante);
    }
  }

  tourner(degres) {
    this.rotation = (this.rotation + degres + 360) % 360;
    if (this.ajustement) {
      this.ajuster(this.ajustement);
    } else {
      this.#mettreALEchelle(this.echelle);
    }
    this.allerA(this.courante);
  }

  basculerAnnotations() {
    const cachees = this.section.classList.toggle("vs--nue");
    this.#bouton("annotations").setAttribute("aria-pressed", String(!cachees));
  }

  situer({ clientX, clientY }) {
    for (const page of this.pages) {
      const { left, top, width, height } = page.feuille.getBoundingClientRect();
      const [u, v] = [(clientX - left) / width, (clientY - top) / height];
      if (u >= 0 && u <= 1 && v >= 0 && v <= 1) {
        const [x, y] = { 0: [u, v], 90: [v, 1 - u], 180: [1 - u, 1 - v], 270: [1 - v, u] }[this.rotation];
        return { page: page.numero, x, y };
      }
    }
    return null;
  }

  montrer(numero, annotations) {
    const page = this.page(numero);
    redessiner(page, annotations);
    const lecture = page.figure.querySelector("[data-vs-lecture]");
    const phrases = lire(annotations).map((texte) => {
      const ligne = document.createElement("li");
      ligne.textContent = texte;
      return ligne;
    });
    lecture.hidden = phrases.length === 0;
    lecture.querySelector("ul").replaceChildren(...phrases);
  }

  charger(pages) {
    const figure = this.pages[0].figure;
    const vignette = this.vignettes.firstElementChild;
    this.zone.replaceChildren(...pages.map((page, rang) => this.#figure(figure, page, rang + 1, pages.length)));
    this.vignettes.replaceChildren(...pages.map((page, rang) => this.#vignette(vignette, page, rang + 1)));
    this.section.querySelector("[data-vs-sur]").textContent = pages.length;
    this.rotation = 0;
    this.courante = 1;
    this.#relever();
    pages.forEach((page, rang) => this.montrer(rang + 1, page.annotations ?? []));
    if (this.ajustement) {
      this.ajuster(this.ajustement);
    } else {
      this.#mettreALEchelle(this.echelle); // zoomed by hand: the next copy is shown as large
    }
    this.allerA(1);
  }

  #figure(modele, page, numero, sur) {
    const figure = modele.cloneNode(true);
    const image = figure.querySelector("img");
    const couchee = page.rotation % 180 !== 0;
    const rapport = couchee ? page.largeur / page.hauteur : page.hauteur / page.largeur;
    figure.id = `page-${numero}`;
    figure.dataset.vsPage = numero;
    figure.dataset.rotation = page.rotation;
    image.className = `vs-image vs-image--${page.rotation}`;
    image.width = page.largeur;
    image.height = page.hauteur;
    image.alt = `Page ${numero} sur ${sur} de la copie`;
    image.loading = numero === 1 ? "eager" : "lazy";
    image.src = page.adresse;
    for (const svg of figure.querySelectorAll("svg")) {
      svg.setAttribute("viewBox", `0 0 ${LARGEUR} ${(LARGEUR * rapport).toFixed(2)}`);
    }
    figure.querySelector("[data-vs-panne]").hidden = true;
    figure.querySelector(".vs-legende > span").textContent = `Page ${numero} sur ${sur}`;
    figure.querySelector("summary .fr-sr-only").textContent = ` de la page ${numero}`;
    return figure;
  }

  #vignette(modele, page, numero) {
    const vignette = modele.cloneNode(true);
    const lien = vignette.querySelector("a");
    lien.href = `#page-${numero}`;
    lien.dataset.vsVignette = numero;
    lien.querySelector("img").src = page.vignette;
    lien.querySelector("span").lastChild.textContent = numero;
    return vignette;
  }

  #relever() {
    this.pages = [...this.zone.querySelectorAll("[data-vs-page]")].map((figure, rang) => ({
      numero: rang + 1,
      figure,
      feuille: figure.querySelector(".vs-feuille"),
      image: figure.querySelector("img"),
      calque: figure.querySelector("[data-vs-calque]"),
      fluo: figure.querySelector("[data-vs-fluo]"),
      rotation: Number(figure.dataset.rotation),
    }));
    for (const { figure, image } of this.pages) {
      const panne = figure.querySelector("[data-vs-panne]");
      image.addEventListener("error", () => {
        panne.hidden = false;
      });
      image.addEventListener("load", () => {
        panne.hidden = true;
      });
      panne.hidden = !image.complete || image.naturalWidth > 0 || image.loading === "lazy";
    }
  }

  #bouton(geste) {
    return this.outils.querySelector(`[data-vs-geste="${geste}"]`);
  }

  // Sides on the screen of a page seen under the present turn, for a page width of 1.
  #cotes({ calque }) {
    const rapport = calque.viewBox.baseVal.height / LARGEUR;
    return this.rotation % 180 ? { largeur: rapport, hauteur: 1 } : { largeur: 1, hauteur: rapport };
  }

  #legende(figure) {
    return figure.querySelector(".vs-legende").offsetHeight;
  }

  #mettreALEchelle(voulue, point = null) {
    const { left, top } = this.zone.getBoundingClientRect();
    const ancre = point ?? { clientX: left + this.zone.clientWidth / 2, clientY: top + this.zone.clientHeight / 2 };
    const [dx, dy] = [ancre.clientX - left, ancre.clientY - top];
    const ancienne = this.echelle;
    const avant = [this.zone.scrollLeft + dx, this.zone.scrollTop + dy];
    this.echelle = borner(voulue, EXTREMES);
    this.pages.forEach((page) => this.#disposer(page));
    if (ancienne) {
      const rapport = this.echelle / ancienne;
      this.zone.scrollLeft = avant[0] * rapport - dx;
      this.zone.scrollTop = avant[1] * rapport - dy;
    }
    this.#direLEchelle();
  }

  #disposer(page) {
    const { largeur, hauteur } = this.#cotes(page);
    page.figure.style.width = `${largeur * this.echelle}px`;
    page.feuille.style.height = `${hauteur * this.echelle}px`;
    page.feuille.dataset.tour = this.rotation;
    page.feuille.style.setProperty("--vs-echelle", `${this.echelle}px`);
  }

  #direLEchelle() {
    const [{ image, rotation }] = this.pages; // its attributes: its properties say how large it is shown
    const naturelle = Number(image.getAttribute(rotation % 180 ? "height" : "width")) || this.echelle;
    const part = Math.round((this.echelle * 100) / naturelle);
    this.section.querySelector("[data-vs-zoom]").textContent = `${part}\u202f%`;
    for (const geste of ["largeur", "entiere"]) {
      this.#bouton(geste).setAttribute("aria-pressed", String(this.ajustement === geste));
    }
    this.#dire("visionneuse:echelle", { echelle: this.echelle });
  }

  #dire(nom, detail) {
    this.section.dispatchEvent(new CustomEvent(nom, { detail }));
  }

  #noter(numero) {
    const change = numero !== this.courante;
    this.courante = numero;
    this.section.querySelector("[data-vs-numero]").textContent = numero;
    for (const lien of this.vignettes.querySelectorAll("[data-vs-vignette]")) {
      if (Number(lien.dataset.vsVignette) === numero) {
        lien.setAttribute("aria-current", "true");
      } else {
        lien.removeAttribute("aria-current");
      }
    }
    this.#bouton("precedente").disabled = numero === 1;
    this.#bouton("suivante").disabled = numero === this.pages.length;
    if (change) {
      this.#dire("visionneuse:page", { numero });
    }
  }

  // The page under the middle of the window is the current one; of two side by side, the one that already was, or the first.
  #suivreLeDefilement() {
    const milieu = this.zone.scrollTop + this.zone.clientHeight / 2;
    const derniere = this.pages.findLast(({ figure }) => figure.offsetTop <= milieu) ?? this.pages[0];
    const rangee = this.pages.filter(({ figure }) => figure.offsetTop === derniere.figure.offsetTop);
    const [enFace] = rangee;
    if (!rangee.includes(this.page(this.courante))) {
      this.#noter(enFace.numero);
    }
  }

  #allerAuFragment() {
    const [, numero] = window.location.hash.match(/^#page-(\d+)$/) ?? [];
    this.allerA(Number(numero ?? 1));
  }

  #brancher(glisser, touches) {
    const gestes = {
      precedente: () => this.precedente(),
      suivante: () => this.suivante(),
      moins: () => this.zoomer(1 / PAS),
      plus: () => this.zoomer(PAS),
      largeur: () => this.ajuster("largeur"),
      entiere: () => this.ajuster("entiere"),
      gauche: () => this.tourner(-90),
      droite: () => this.tourner(90),
      annotations: () => this.basculerAnnotations(),
    };
    this.outils.addEventListener("click", (evenement) => {
      gestes[evenement.target.closest("[data-vs-geste]")?.dataset.vsGeste]?.();
    });
    this.vignettes.addEventListener("click", (evenement) => {
      const lien = evenement.target.closest("[data-vs-vignette]");
      if (lien) {
        evenement.preventDefault();
        this.allerA(Number(lien.dataset.vsVignette));
      }
    });
    this.zone.addEventListener("scroll", () => requestAnimationFrame(() => this.#suivreLeDefilement()), { passive: true });
    this.zone.addEventListener("wheel", (evenement) => this.#roulette(evenement), { passive: false });
    new ResizeObserver(() => this.ajustement && this.ajuster(this.ajustement)).observe(this.zone);
    if (touches) {
      this.section.addEventListener("keydown", (evenement) => this.#touche(evenement, gestes));
    }
    if (glisser) {
      this.#glisser();
    }
  }

  #roulette(evenement) {
    if (evenement.ctrlKey) {
      evenement.preventDefault();
      this.zoomer(PAS ** (-evenement.deltaY / 100), evenement);
    }
  }

  #touche(evenement, gestes) {
    if (evenement.ctrlKey || evenement.metaKey || evenement.altKey || evenement.target.closest("input, textarea, select")) {
      return;
    }
    const touches = {
      PageUp: gestes.precedente,
      PageDown: gestes.suivante,
      Home: () => this.allerA(1),
      End: () => this.allerA(this.pages.length),
      "+": gestes.plus,
      "-": gestes.moins,
      0: gestes.largeur,
      1: gestes.entiere,
      r: gestes.droite,
      R: gestes.gauche,
      a: gestes.annotations,
    };
    const faire = touches[evenement.key];
    if (faire) {
      evenement.preventDefault();
      faire();
    }
  }

  // The hand: a mouse drags the page (fingers scroll by themselves).
  #glisser() {
    this.zone.classList.add("vs-pages--main");
    this.zone.addEventListener("pointerdown", (evenement) => {
      if (evenement.pointerType === "mouse" && evenement.button === 0 && evenement.target.closest(".vs-feuille")) {
        this.zone.setPointerCapture(evenement.pointerId);
      }
    });
    this.zone.addEventListener("pointermove", (evenement) => {
      if (this.zone.hasPointerCapture(evenement.pointerId)) {
        this.zone.scrollLeft -= evenement.movementX;
        this.zone.scrollTop -= evenement.movementY;
      }
    });
    this.zone.addEventListener("dragstart", (evenement) => evenement.preventDefault());
  }
}
