// The correction editor: its parts put together (COR-01, COR-06). The page's own HTML is what is read without it.

import { policesPretes } from "../visionneuse/lignes.js";
import { Visionneuse } from "../visionneuse/vue.js";
import { texte as bareme } from "./bareme.js";
import { Clavier } from "./clavier.js";
import { Copie } from "./copie.js";
import { Curseur } from "./curseur.js";
import { Envoi } from "./envoi.js";
import { gestes } from "./gestes.js";
import { PanneauNotes } from "./notes.js";
import { Outils } from "./outils.js";
import { Registre } from "./registre.js";
import { demander } from "./reseau.js";
import { Reserve } from "./reserve.js";
import { Tableau } from "./tableau.js";

const racine = document.querySelector("[data-editeur]");
const annonces = document.getElementById("annonces");
const poste = crypto.randomUUID();
const sequences = new Map();
const base = racine.dataset.adresse.replace(racine.dataset.cle, "CLE");
const adresseDe = (cle, suite = "") => base.replace("CLE", cle) + suite;
const element = (nom) => document.querySelector(`[data-ed-${nom}]`);
// The coordinateur's editor holds one copy: another one asks for another reason (HAR-05).
const seule = "seule" in racine.dataset;

const annoncer = (phrase) => {
  annonces.textContent = phrase;
};

const CHANGEE = "Cette note a changé depuis\u00a0: elle est laissée telle quelle.";

const BOUTONS = {
  suivante: (editeur) => (seule ? editeur.terminer() : editeur.aller(editeur.copie.etat.suivante)),
  precedente: (editeur) => editeur.aller(editeur.copie.etat.precedente),
  defaire: (editeur) => editeur.defaire(),
  refaire: (editeur) => editeur.refaire(),
  vu: (editeur) => editeur.outils.vu(),
  vuPartout: (editeur) => editeur.outils.vuPartout(),
  deuxPages: (editeur) => editeur.deuxPages(),
};

class Editeur {
  constructor() {
    this.copie = null;
    this.faites = new Map(); // copy → whether the server last said it complete: the lot's count depends on it
    this.suivante = racine.querySelector('[data-ed-geste="suivante"]');
    this.precedente = racine.querySelector('[data-ed-geste="precedente"]');
    this.section = racine.querySelector("[data-visionneuse]");
    this.tableau = new Tableau(racine, registre, { seule });
    this.reserve = new Reserve((cle) => adresseDe(cle, "etat"));
    this.notes = new PanneauNotes(racine, { annoncer, suivante: this.suivante, change: () => this.#direLEtat() });
    this.envoi = new Envoi(registre, {
      adresseDe: (cle) => adresseDe(cle, "changements"),
      aLEcran: (copie) => copie === this.copie?.cle,
      recu: (copie, lot, reception) => this.#recu(copie, lot, reception),
      abandonne: (copie) => this.#relire(copie),
      verser: () => this.#verser(),
      change: () => this.#direLEtat(),
    });
    if (this.section) {
      this.#outiller();
    }
    this.#brancher();
    registre.addEventListener("garde", () => this.#direLEtat());
  }

  #outiller() {
    this.vue = new Visionneuse(this.section, { glisser: false, touches: false });
    this.outils = new Outils(racine, this.vue, { copie: () => this.copie, annoncer });
    this.curseur = new Curseur(this.vue, this.outils, annoncer);
    // In the editor, digits are marks: these gestures have other keys than in the viewer alone.
    for (const [geste, titre] of Object.entries({ largeur: "Ajuster à la largeur (touche L)", entiere: "Voir la page entière (touche K)" })) {
      this.section.querySelector(`[data-vs-geste="${geste}"]`).title = titre;
    }
    this.section.addEventListener("visionneuse:echelle", () => this.vue.ajustement === "largeur" && this.#coteACote(false));
    this.section.addEventListener("visionneuse:page", ({ detail }) => {
      this.curseur.cacher();
      annoncer(`Page ${detail.numero} sur ${this.vue.pages.length}`);
    });
  }

  #brancher() {
    racine.addEventListener("click", (evenement) => {
      const porteur = evenement.target.closest("[data-ed-geste]");
      const simple = !(evenement.ctrlKey || evenement.metaKey || evenement.shiftKey);
      if (porteur && simple && this.copie) {
        evenement.preventDefault();
        BOUTONS[porteur.dataset.edGeste](this);
      }
    });
    window.addEventListener("popstate", () => {
      const [, cle] = window.location.pathname.match(/([0-9a-f-]{36})\/$/) ?? [];
      if (cle && cle !== this.copie?.cle) {
        this.aller(cle, { empiler: false });
      }
    });
    document.addEventListener("visibilitychange", () => !document.hidden && this.rafraichir());
    window.addEventListener("online", () => this.rafraichir());
    window.addEventListener("beforeunload", (evenement) => {
      this.envoi.verser();
      if (registre.nombre && !registre.durable) {
        evenement.preventDefault();
      }
    });
  }

  // The page is left, or hidden for good: what is being typed becomes a change.
  #verser() {
    if (this.copie) {
      this.outils?.saisie.verser();
      this.notes.valider();
    }
  }

  bouton(nom) {
    BOUTONS[nom](this);
  }

  quitter() {
    if (this.vue) {
      this.outils.choisir("main");
      this.vue.zone.focus({ preventScroll: true });
    }
  }

  // ---- going from copy to copy

  async ouvrir(cle) {
    this.envoi.copie = cle;
    if (registre.enAttente(cle).length) {
      await this.envoi.envoyer();
    }
    const reponse = await this.reserve.prendre(cle);
    if (reponse.genre === "ok") {
      await policesPretes;
      this.#montrer(reponse.corps, { charger: false });
      this.#reprendre(reponse);
    } else {
      this.#empecher(reponse);
    }
    this.envoi.prevoir(0);
  }

  // What was given up leaves the screen too: it shows what the server holds.
  async #relire(cle) {
    this.reserve.copies.delete(cle);
    if (cle === this.copie?.cle) {
      await this.ouvrir(cle);
    }
  }

  async aller(cle, { empiler = true } = {}) {
    if (!cle || this.enRoute || (this.copie && !this.notes.valider())) {
      return;
    }
    if (this.copie?.conflits.size) {
      this.tableau.alerter("Un conflit attend votre choix\u00a0: décidez avant de quitter cette copie.");
      this.notes.viserLeConflit();
      return;
    }
    this.enRoute = true;
    this.envoi.copie = cle;
    const reponse = await this.reserve.prendre(cle);
    this.enRoute = false;
    if (reponse.genre !== "ok") {
      this.#empecher(reponse);
      return;
    }
    this.reserve.copies.delete(this.copie?.cle);
    const pleine = !this.vue || !reponse.corps.pages.length;
    if (pleine) {
      window.location.assign(adresseDe(cle));
      return;
    }
    this.#montrer(reponse.corps, { charger: true });
    if (empiler) {
      window.history.pushState(null, "", adresseDe(cle));
    }
    this.notes.viser();
    this.#direLaCopie();
    this.#reprendre(reponse);
    this.envoi.prevoir();
    if (!reponse.fraiche) {
      this.rafraichir();
    }
  }

  // All is saved, then the page is left; what the server refuses keeps it open.
  async terminer() {
    if (!this.notes.valider()) {
      return;
    }
    await this.envoi.envoyer();
    if (!registre.enAttente(this.copie.cle).length && !this.copie.conflits.size) {
      window.location.assign(this.suivante.href);
    }
  }

  #montrer(etat, { charger }) {
    this.copie = new Copie(etat, registre, poste, sequences);
    this.clavier ??= new Clavier(racine, gestes(this, { seule }));
    this.tableau.oublier();
    this.faites.set(etat.cle, etat.complete);
    this.copie.addEventListener("note", ({ detail }) => this.notes.actualiserNote(detail.numero));
    this.copie.addEventListener("appreciation", () => this.notes.actualiserAppreciation());
    this.copie.addEventListener("page", ({ detail }) => this.outils.redessiner(detail.cle));
    this.copie.addEventListener("change", () => this.#change());
    this.copie.addEventListener("ailleurs", () => annoncer("Une note a été mise à jour depuis un autre poste."));
    this.copie.addEventListener("faute", ({ detail }) => this.tableau.alerter(detail.message));
    this.copie.addEventListener("tout", () => this.#toutMontrer());
    if (charger) {
      this.curseur.cacher();
      this.vue.charger(etat.pages.map((page) => ({ ...page, annotations: this.copie.annotations.get(page.cle) })));
      this.outils.choisir(this.outils.outil);
    } else if (this.vue) {
      this.#redessiner();
    }
    this.#entete();
    this.notes.montrer(this.copie);
    this.#change();
    if (!seule) {
      const autres = new Set([etat.suivante, etat.a_faire].filter((cle) => cle && cle !== etat.cle));
      autres.forEach((cle) => this.reserve.preparer(cle));
    }
  }

  #redessiner() {
    this.copie.etat.pages.forEach(({ cle }) => this.outils.redessiner(cle));
  }

  #toutMontrer() {
    this.#redessiner();
    this.notes.montrer(this.copie);
    this.#entete();
  }

  #entete() {
    const { etat } = this.copie;
    element("outils").hidden = !this.copie.modifiable || !this.vue;
    if (!seule) {
      this.#situer(etat);
    }
  }

  #situer(etat) {
    element("nom").textContent = etat.nom;
    element("rang").textContent = etat.rang;
    element("sur").textContent = etat.sur;
    document.title = document.title.replace(/^.*? – /, `${etat.nom} – `);
    this.suivante.href = adresseDe(etat.suivante);
    this.precedente.href = adresseDe(etat.precedente);
    element("remarques").href = element("remarques").href.replace(/copie=.*$/, `copie=${etat.cle}`);
    element("signaler").href = adresseDe(etat.cle, "signaler/");
    element("blanche").hidden = !etat.blanche;
    element("signalee").hidden = !etat.signalement;
    element("signalee").querySelector("span").textContent = etat.signalement;
    this.section?.setAttribute("aria-label", `${etat.nom}, ${etat.rang} sur ${etat.sur}`);
  }

  #direLaCopie() {
    const { nom, rang, sur, pages } = this.copie.etat;
    annoncer(`${nom}, ${rang} sur ${sur}, ${pages.length} ${pages.length > 1 ? "pages" : "page"}. ${this.notes.total.textContent}`);
  }

  // ---- what is done, what is received

  #change() {
    if (registre.nombre) {
      this.envoi.prevoir();
    }
    this.#direLEtat();
  }

  #recu(cle, lot, reception) {
    const faite = this.faites.get(cle) !== reception.complete;
    this.faites.set(cle, reception.complete);
    if (faite && cle !== this.copie?.cle) {
      this.rafraichir();
    }
    if (cle !== this.copie?.cle) {
      this.reserve.copies.delete(cle);
      if (reception.refuses.length) {
        this.tableau.alerter(`${lot[0].nom}\u00a0: ${reception.refuses[0].message}`);
      }
      return;
    }
    if (this.copie.recevoir(lot, reception)) {
      this.rafraichir({ tout: reception.refuses.length > 0 });
    }
    this.#direLEtat();
  }

  async rafraichir({ tout = false } = {}) {
    const { copie } = this;
    if (!copie) {
      await this.ouvrir(racine.dataset.cle); // the network was missing when the page opened
      return;
    }
    const reponse = await demander(adresseDe(copie.cle, "etat"));
    this.#reprendre(reponse);
    const memeBareme = reponse.genre === "ok" && bareme(reponse.corps) === bareme(copie.etat);
    const inchangee = !tout && memeBareme && reponse.corps.version === copie.version && reponse.corps.obstacle === copie.etat.obstacle;
    const memesPages = (a, b) => a.map((p) => p.cle).join() === b.map((p) => p.cle).join();
    if (reponse.genre === "session") {
      this.envoi.etat = "session";
      this.#direLEtat();
    } else if (reponse.genre !== "ok" || copie !== this.copie || reponse.corps.version < copie.version) {
      return; // too late: what is here is newer than the answer
    } else if (!memesPages(reponse.corps.pages, copie.etat.pages)) {
      window.location.reload();
    } else if (inchangee) {
      copie.situer(reponse.corps);
      this.#direLEtat();
    } else {
      copie.rafraichir(reponse.corps);
    }
  }

  // The server answers: what waited for a session or for an unlocked lot may go.
  #reprendre({ genre, corps }) {
    if (genre === "ok" && this.envoi.etat === "session") {
      this.envoi.relancer();
    }
    if (genre === "ok" && !corps.obstacle) {
      this.envoi.debloquer(corps.cle);
    }
  }

  #direLEtat() {
    if (this.copie) {
      this.tableau.dire(this.copie, this.envoi, { enSaisie: this.notes.enSaisie });
    }
  }

  #empecher({ genre, message }) {
    if (genre === "session") {
      this.tableau.expirer(this.envoi);
    } else {
      const garde = registre.durable ? " Votre travail est gardé." : "";
      this.tableau.alerter(genre === "coupe" ? `Le réseau manque\u00a0: cette copie n’est pas encore là.${garde}` : message || "Cette copie ne vous est plus attribuée.");
    }
  }

  // ---- the toolbar's gestures

  defaire() {
    annoncer(this.copie.defaire() ? "Annulé" : CHANGEE);
  }

  refaire() {
    annoncer(this.copie.refaire() ? "Rétabli" : CHANGEE);
  }

  deuxPages() {
    const deux = !this.section.classList.contains("ed-deux");
    this.#coteACote(deux);
    this.vue.ajuster(deux ? "deux" : "largeur");
  }

  #coteACote(deux) {
    this.section.classList.toggle("ed-deux", deux);
    racine.querySelector('[data-ed-geste="deuxPages"]').setAttribute("aria-pressed", String(deux));
  }
}

const registre = await Registre.ouvrir(racine.dataset.personne);
const editeur = new Editeur();
await editeur.ouvrir(racine.dataset.cle);
racine.dataset.pret = "";
