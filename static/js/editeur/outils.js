// The tools on the page, by mouse, pen or finger; the keyboard's cursor calls the same gestures (COR-01).
//
//   new Outils(racine, vue, { copie: () => Copie, annoncer })
//   outils.choisir("encre") · outils.agir({ page, x, y }) · outils.redessiner(clé de page)

import { element, hauteurDe, polyligne } from "../visionneuse/dessin.js";
import { ENCRES, FLUOS } from "../visionneuse/palette.js";
import * as formes from "./formes.js";
import { SaisieTexte } from "./saisie.js";

const TRACES = new Set(["encre", "surligneur"]);
const TOUCHES = [0, 4, 8]; // pixels around the pointer where an annotation is still touched

export class Outils {
  constructor(racine, vue, { copie, annoncer }) {
    Object.assign(this, { racine, vue, copie, annoncer });
    this.outil = "main";
    this.couleur = "rouge";
    this.fluo = "jaune";
    this.geste = null;
    this.stylet = false; // once a pen was used, fingers only move the page: a hand rests on it
    this.saisie = new SaisieTexte(vue);
    this.remarques = racine.querySelector("[data-ed-remarque]");
    this.boutons = [...racine.querySelectorAll("[data-ed-outil]")];
    racine.querySelector("[data-ed-outils]").addEventListener("click", (evenement) => this.#clic(evenement.target.closest("button")));
    this.remarques?.addEventListener("change", () => this.choisir("tampon"));
    const { zone } = vue;
    zone.addEventListener("pointerdown", (evenement) => this.#appuyer(evenement));
    zone.addEventListener("pointermove", (evenement) => this.#estLeSien(evenement) && this.#bouger(evenement));
    zone.addEventListener("pointerup", (evenement) => this.#estLeSien(evenement) && this.#lever(evenement));
    zone.addEventListener("pointercancel", (evenement) => this.#estLeSien(evenement) && this.#abandonner());
    zone.addEventListener("dragstart", (evenement) => evenement.preventDefault());
  }

  // ---- choosing

  #clic(bouton) {
    if (bouton?.dataset.edOutil) {
      this.choisir(bouton.dataset.edOutil);
    } else if (bouton?.dataset.edCouleur) {
      this.couleur = bouton.dataset.edCouleur;
      this.#presser("[data-ed-couleur]", bouton);
    } else if (bouton?.dataset.edFluoCouleur) {
      this.fluo = bouton.dataset.edFluoCouleur;
      this.#presser("[data-ed-fluo-couleur]", bouton);
    }
  }

  #presser(lesquels, bouton) {
    this.racine.querySelectorAll(lesquels).forEach((autre) => autre.setAttribute("aria-pressed", String(autre === bouton)));
  }

  choisir(outil) {
    const bouton = this.boutons.find((b) => b.dataset.edOutil === outil);
    if (!bouton) {
      this.annoncer("Aucune remarque dans votre liste.");
      return;
    }
    this.#abandonner();
    this.outil = outil;
    this.enMain = null;
    this.#presser("[data-ed-outil]", bouton);
    this.racine.querySelector("[data-ed-fluos]").hidden = outil !== "surligneur";
    this.racine.querySelector("[data-ed-couleurs]").hidden = outil === "surligneur";
    this.vue.section.dataset.outil = outil;
    this.annoncer(`Outil\u00a0: ${bouton.textContent.trim()}`);
  }

  // ---- pointing

  #estLeSien({ pointerId }) {
    return this.geste?.pointeur === pointerId;
  }

  // Whether this press begins a gesture: one at a time, and a pen takes over from the hand that touched first.
  #accueillir({ pointerType }) {
    const auStylet = pointerType === "pen";
    if (this.geste && !(auStylet && this.geste.type === "touch")) {
      return false;
    }
    this.#abandonner();
    this.stylet ||= auStylet;
    return true;
  }

  #appuyer(evenement) {
    const utile = evenement.button === 0 && evenement.isPrimary && evenement.target.closest(".vs-feuille");
    if (!utile || evenement.target.closest("textarea") || !this.#accueillir(evenement)) {
      return;
    }
    const point = this.vue.situer(evenement);
    if (!point) {
      return;
    }
    const main = { genre: "main", x: evenement.clientX, y: evenement.clientY };
    if (this.outil === "main") {
      this.geste = evenement.pointerType === "mouse" ? main : null; // a finger moves the page by itself
    } else if (this.stylet && evenement.pointerType === "touch") {
      this.geste = main;
    } else if (!this.copie().modifiable) {
      return;
    } else if (TRACES.has(this.outil)) {
      this.geste = this.#commencer(point);
    } else if (this.outil === "gomme") {
      this.geste = { genre: "gomme", page: point.page };
      this.#gommer(evenement);
    } else if (this.outil === "deplacer") {
      this.geste = this.#prendre(evenement, point);
    } else {
      evenement.preventDefault();
      this.#ecrire(evenement, point);
    }
    if (this.geste) {
      evenement.preventDefault();
      Object.assign(this.geste, { pointeur: evenement.pointerId, type: evenement.pointerType });
      this.vue.zone.setPointerCapture(evenement.pointerId);
    }
  }

  #ecrire(evenement, point) {
    const dessous = this.outil === "texte" ? this.#sous(evenement) : null;
    if (dessous?.item.contenu.genre === "texte") {
      this.#reecrire(dessous);
    } else {
      this.agir(point);
    }
  }

  #bouger(evenement) {
    const { geste } = this;
    if (!geste) {
      return;
    }
    if (geste.genre === "main") {
      this.vue.zone.scrollLeft -= evenement.clientX - geste.x;
      this.vue.zone.scrollTop -= evenement.clientY - geste.y;
      Object.assign(geste, { x: evenement.clientX, y: evenement.clientY });
    } else if (geste.genre === "trace") {
      const suite = evenement.getCoalescedEvents?.() ?? [];
      (suite.length ? suite : [evenement]).forEach((e) => geste.points.push(this.#surLaPage(e, geste)));
      this.#ebaucher(geste);
    } else if (geste.genre === "gomme") {
      this.#gommer(evenement);
    } else {
      this.#tirer(evenement, geste);
    }
  }

  #lever(evenement) {
    const { geste } = this;
    this.geste = null;
    if (geste?.genre === "trace") {
      geste.ebauche.remove();
      this.copie().poser(geste.cle, formes.trait(this.outil, geste.points, this.outil === "encre" ? this.couleur : this.fluo));
    } else if (geste?.genre === "deplacer") {
      this.#tirer(evenement, geste);
      geste.groupe.removeAttribute("transform");
      if (geste.dx || geste.dy) {
        this.copie().remplacer(geste.cle, geste.item, formes.deplacer(geste.item.contenu, geste.dx, geste.dy));
      }
    }
  }

  #abandonner() {
    this.geste?.ebauche?.remove();
    this.geste?.groupe?.removeAttribute("transform");
    this.geste = null;
  }

  // ---- lines: drawn on a layer of their own, so that the page's other strokes are not painted again

  #commencer(point) {
    const page = this.vue.page(point.page);
    const ebauche = element("svg", { class: "vs-calque ed-ebauche", viewBox: page.calque.getAttribute("viewBox"), "aria-hidden": "true" });
    page.calque.parentElement.append(ebauche);
    const geste = { genre: "trace", ebauche, cle: this.#cle(point.page), points: [[point.x, point.y]], boite: page.feuille.getBoundingClientRect(), hauteur: hauteurDe(page.calque) };
    this.#ebaucher(geste);
    return geste;
  }

  #ebaucher(geste) {
    const encre = this.outil === "encre";
    const couleur = encre ? ENCRES[this.couleur] : FLUOS[this.fluo];
    const { hauteur, points } = geste;
    geste.ebauche.replaceChildren(polyligne(encre ? "trait" : "surligneur", points, formes.TAILLES[this.outil], couleur, hauteur));
  }

  #surLaPage({ clientX, clientY }, { boite }) {
    const [u, v] = [(clientX - boite.left) / boite.width, (clientY - boite.top) / boite.height];
    const point = { 0: [u, v], 90: [v, 1 - u], 180: [1 - u, 1 - v], 270: [1 - v, u] }[this.vue.rotation];
    return point.map((part) => Math.max(0, Math.min(1, part)));
  }

  // ---- what is under the pointer

  #sous({ clientX, clientY }) {
    for (const rayon of TOUCHES) {
      for (const [dx, dy] of rayon ? [[rayon, 0], [-rayon, 0], [0, rayon], [0, -rayon]] : [[0, 0]]) {
        const groupe = document
          .elementsFromPoint(clientX + dx, clientY + dy)
          .map((noeud) => noeud.closest?.("g[data-cle]"))
          .find(Boolean);
        if (groupe) {
          const numero = Number(groupe.closest("[data-vs-page]").dataset.vsPage);
          const cle = this.#cle(numero);
          const item = this.copie().annotations.get(cle).find((a) => a.cle === groupe.dataset.cle);
          return item ? { groupe, item, cle, numero } : null;
        }
      }
    }
    return null;
  }

  #gommer(evenement) {
    const dessous = this.#sous(evenement);
    if (dessous) {
      this.copie().retirer(dessous.cle, [dessous.item]);
    }
  }

  #prendre(evenement, point) {
    const dessous = this.#sous(evenement);
    if (!dessous) {
      return null;
    }
    const page = this.vue.page(point.page);
    return { genre: "deplacer", ...dessous, depart: point, dx: 0, dy: 0, boite: page.feuille.getBoundingClientRect(), hauteur: hauteurDe(page.calque) };
  }

  #tirer(evenement, geste) {
    const [x, y] = this.#surLaPage(evenement, geste);
    const [dx, dy] = formes.retenir(geste.item.contenu, x - geste.depart.x, y - geste.depart.y);
    Object.assign(geste, { dx, dy });
    geste.groupe.setAttribute("transform", `translate(${geste.dx * 1000} ${geste.dy * geste.hauteur})`);
  }

  // ---- gestures at a point, for the pointer and for the keyboard

  agir(point) {
    const copie = this.copie();
    if (!copie.modifiable) {
      return;
    }
    const cle = this.#cle(point.page);
    if (this.outil === "coche" || this.outil === "croix") {
      copie.poser(cle, formes.marque(this.outil, point, this.couleur));
    } else if (this.outil === "tampon") {
      copie.poser(cle, formes.tampon(point, this.remarques.selectedOptions[0].dataset));
    } else if (this.outil === "texte") {
      this.saisie.ouvrir(point, "", (mots) => copie.poser(cle, formes.texte(point, this.couleur, mots)));
    }
  }

  // The keyboard's Enter at its cursor: lines from one press to the next, moves likewise.
  agirAuClavier(point, ecran) {
    const cle = this.#cle(point.page);
    if (!this.copie().modifiable) {
      return;
    }
    if (TRACES.has(this.outil) || this.outil === "deplacer") {
      this.#enDeuxTemps(point, ecran, cle);
    } else if (this.outil === "gomme") {
      this.#gommer(ecran);
    } else if (this.outil === "texte") {
      this.#ecrire(ecran, point);
    } else {
      this.agir(point);
    }
  }

  #enDeuxTemps(point, ecran, cle) {
    const premier = this.enMain;
    if (!premier) {
      const dessous = this.outil === "deplacer" ? this.#sous(ecran) : null;
      this.enMain = this.outil === "deplacer" && !dessous ? null : { point, cle, dessous };
      this.annoncer(this.enMain ? "Début pris. Déplacez le repère, puis Entrée." : "Rien à déplacer ici.");
      return;
    }
    this.enMain = null;
    if (premier.cle !== cle) {
      this.annoncer("Restez sur la même page.");
    } else if (premier.dessous) {
      const { contenu } = premier.dessous.item;
      const [dx, dy] = formes.retenir(contenu, point.x - premier.point.x, point.y - premier.point.y);
      this.copie().remplacer(cle, premier.dessous.item, formes.deplacer(contenu, dx, dy));
    } else {
      const points = [[premier.point.x, premier.point.y], [point.x, point.y]];
      this.copie().poser(cle, formes.trait(this.outil, points, this.outil === "encre" ? this.couleur : this.fluo));
    }
  }

  #reecrire({ item, cle, numero }) {
    const { x, y, texte: mots } = item.contenu;
    this.saisie.ouvrir({ page: numero, x, y }, mots, (nouveaux) => {
      if (nouveaux !== mots) {
        this.copie().remplacer(cle, item, { ...item.contenu, texte: nouveaux });
      }
    });
  }

  vuPartout() {
    const { etat, annotations } = this.copie();
    const sans = etat.pages.filter(({ cle }) => !annotations.get(cle).some((a) => a.contenu.genre === "vu"));
    this.copie().poserPartout(sans.map(({ cle }) => [cle, formes.vu(this.couleur)]));
    this.annoncer(sans.length ? "Vu sur toutes les pages." : "Toutes les pages portent déjà la marque Vu.");
  }

  vu() {
    const cle = this.#cle(this.vue.courante);
    const present = this.copie().annotations.get(cle).filter((a) => a.contenu.genre === "vu");
    if (present.length) {
      this.copie().retirer(cle, present);
    } else {
      this.copie().poser(cle, formes.vu(this.couleur));
    }
    this.annoncer(present.length ? "Marque Vu retirée." : `Page ${this.vue.courante} vue.`);
  }

  redessiner(cle) {
    const page = this.copie().etat.pages.find((p) => p.cle === cle);
    if (page) {
      this.vue.montrer(page.numero, this.copie().annotations.get(cle));
    }
  }

  #cle(numero) {
    return this.copie().etat.pages[numero - 1].cle;
  }
}
