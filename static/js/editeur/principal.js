// The correction editor: its parts put together (COR-01, COR-06). The page's own HTML is what is read without it.

import { policesPretes } from "../visionneuse/lignes.js";
import { Visionneuse } from "../visionneuse/vue.js";
import { Clavier } from "./clavier.js";
import { Copie } from "./copie.js";
import { Curseur } from "./curseur.js";
import { Envoi } from "./envoi.js";
import { PanneauNotes } from "./notes.js";
import { Outils } from "./outils.js";
import { Registre } from "./registre.js";
import { demander } from "./reseau.js";
import { Reserve } from "./reserve.js";

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
    this.reserve = new Reserve((cle) => adresseDe(cle, "etat"));
    this.notes = new PanneauNotes(racine, { annoncer, suivante: this.suivante, change: () => this.#direLEtat() });
    this.envoi = new Envoi(registre, {
      adresseDe: (cle) => adresseDe(cle, "changements"),
      recu: (copie, lot, reception) => this.#recu(copie, lot, reception),
      change: () => this.#direLEtat(),
    });
    if (this.section) {
      this.#outiller();
    }
    this.clavier = new Clavier(racine, this.#gestes());
    this.#brancher();
  }

  #outiller() {
    this.vue = new Visionneuse(this.section, { glisser: false, touches: false });
    this.outils = new Outils(racine, this.vue, { copie: () => this.copie, annoncer });
    this.curseur = new Curseur(this.vue, this.outils, annoncer);
    this.section.addEventListener("visionneuse:page", ({ detail }) => {
      this.curseur.cacher();
      annoncer(`Page ${detail.numero} sur ${this.vue.pages.length}`);
    });
  }

  #brancher() {
    racine.addEventListener("click", (evenement) => {
      const porteur = evenement.target.closest("[data-ed-geste]");
      const simple = !(evenement.ctrlKey || evenement.metaKey || evenement.shiftKey);
      if (porteur && simple) {
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
      this.notes.valider();
      if (registre.nombre && !registre.durable) {
        evenement.preventDefault();
      }
    });
  }

  #gestes() {
    const sur = (faire) => () => this.vue && faire();
    const outil = (nom) => sur(() => this.copie?.modifiable && this.outils.choisir(nom));
    return {
      avecControle: { z: () => this.defaire(), y: () => this.refaire(), Enter: () => this.suivante.focus() },
      avecMaj: { v: sur(() => this.outils.vu()), r: sur(() => this.vue.tourner(-90)) },
      seules: {
        s: () => BOUTONS.suivante(this),
        p: () => seule || this.aller(this.copie.etat.precedente),
        v: sur(() => this.outils.vuPartout()),
        q: () => this.notes.viser(),
        i: () => this.notes.texte.focus(),
        z: sur(() => this.vue.zone.focus()),
        l: sur(() => this.vue.ajuster("largeur")),
        k: sur(() => this.vue.ajuster("entiere")),
        n: sur(() => this.deuxPages()),
        r: sur(() => this.vue.tourner(90)),
        a: sur(() => this.vue.basculerAnnotations()),
        "+": sur(() => this.vue.zoomer(1.25)),
        "=": sur(() => this.vue.zoomer(1.25)),
        "-": sur(() => this.vue.zoomer(0.8)),
        PageUp: sur(() => this.vue.precedente()),
        PageDown: sur(() => this.vue.suivante()),
        Escape: () => this.#quitter(),
        o: outil("main"),
        e: outil("encre"),
        f: outil("surligneur"),
        t: outil("texte"),
        c: outil("coche"),
        x: outil("croix"),
        m: outil("tampon"),
        d: outil("deplacer"),
        g: outil("gomme"),
      },
    };
  }

  #quitter() {
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
    } else {
      this.#empecher(reponse);
    }
    this.envoi.prevoir(0);
  }

  async aller(cle, { empiler = true } = {}) {
    if (!cle || this.enRoute || (this.copie && !this.notes.valider())) {
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
    this.faites.set(etat.cle, etat.complete);
    this.copie.addEventListener("note", ({ detail }) => this.notes.actualiserNote(detail.numero));
    this.copie.addEventListener("appreciation", () => this.notes.actualiserAppreciation());
    this.copie.addEventListener("page", ({ detail }) => this.outils.redessiner(detail.cle));
    this.copie.addEventListener("change", () => this.#change());
    this.copie.addEventListener("ailleurs", () => annoncer("Une note a été mise à jour depuis un autre poste."));
    this.copie.addEventListener("faute", ({ detail }) => this.#alerter(detail.message));
    this.copie.addEventListener("tout", () => this.#toutMontrer());
    if (charger) {
      this.vue.charger(etat.pages.map((page) => ({ ...page, annotations: this.copie.annotations.get(page.cle) })));
      this.outils.choisir(this.outils.outil);
    } else if (this.vue) {
      this.#redessiner();
    }
    this.#entete();
    this.notes.montrer(this.copie);
    this.#change();
    if (seule) {
      return;
    }
    this.reserve.preparer(etat.suivante);
    if (etat.a_faire && etat.a_faire !== etat.suivante) {
      this.reserve.preparer(etat.a_faire);
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
    element("signaler").href = adresseDe(etat.cle, "signaler/");
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
      return;
    }
    if (this.copie.recevoir(lot, reception)) {
      this.rafraichir();
    }
    this.#direLEtat();
  }

  async rafraichir() {
    const { copie } = this;
    if (!copie) {
      return;
    }
    const reponse = await demander(adresseDe(copie.cle, "etat"));
    const inchangee = reponse.corps?.version === copie.version && reponse.corps?.obstacle === copie.etat.obstacle;
    const memesPages = (a, b) => a.map((p) => p.cle).join() === b.map((p) => p.cle).join();
    if (reponse.genre === "session") {
      this.envoi.etat = "session";
      this.#direLEtat();
    } else if (reponse.genre !== "ok" || copie !== this.copie || reponse.corps.version < copie.version) {
      return; // too late: what is here is newer than the answer
    } else if (inchangee) {
      copie.situer(reponse.corps);
      this.#direLEtat();
    } else if (!memesPages(reponse.corps.pages, copie.etat.pages)) {
      window.location.reload();
    } else {
      copie.rafraichir(reponse.corps);
    }
  }

  #direLEtat() {
    const { envoi, copie } = this;
    if (!copie) {
      return;
    }
    const conflits = copie.conflits.size;
    const restent = registre.nombre;
    const combien = `${restent} ${restent > 1 ? "changements" : "changement"}`;
    const etats = {
      enregistre: restent ? `En attente\u00a0: ${combien}` : "Enregistré",
      envoi: "Enregistrement…",
      attente: restent ? `En attente du réseau\u00a0: ${combien}` : "Hors ligne",
      session: "Session expirée",
    };
    const porteur = element("etat");
    const etat = this.notes.enSaisie && envoi.etat === "enregistre" ? "envoi" : envoi.etat;
    const texte = conflits ? "Conflit à résoudre" : etats[etat];
    porteur.dataset.etat = conflits ? "conflit" : etat;
    if (porteur.textContent !== texte) {
      porteur.textContent = texte;
    }
    if (!seule) {
      this.#direLeReste(copie);
    }
    racine.querySelector('[data-ed-geste="defaire"]').disabled = !copie.faits.length;
    racine.querySelector('[data-ed-geste="refaire"]').disabled = !copie.defaits.length;
    this.#alertesDurables();
  }

  #direLeReste(copie) {
    const faites = Number(copie.complete) - Number(copie.etat.complete);
    const aFaire = Math.max(0, copie.etat.restantes - (copie.etat.signalement ? 0 : faites));
    element("reste").textContent = `${aFaire}\u00a0${aFaire > 1 ? "copies" : "copie"} à faire dans ce lot.`;
  }

  #alertesDurables() {
    const zone = element("alertes");
    const voulues = [];
    if (this.envoi.etat === "session") {
      const adresse = `${racine.dataset.connexion}?next=${encodeURIComponent(window.location.pathname)}`;
      voulues.push(["session", "Votre session a expiré. Votre travail est gardé sur cet ordinateur\u00a0: reconnectez-vous, il partira seul.", { texte: "Se reconnecter", href: adresse }]);
    }
    for (const [cle, message] of this.envoi.bloquees) {
      const nombre = registre.enAttente(cle).length;
      voulues.push([`bloquee-${cle}`, `${nombre} changement(s) non enregistré(s). ${message}`, { texte: "Abandonner ces changements", faire: () => this.envoi.abandonner(cle) }]);
    }
    if (!registre.durable && registre.nombre) {
      voulues.push(["volatile", "Ce navigateur ne garde rien\u00a0: ne fermez pas cette page avant « Enregistré ».", null]);
    }
    if (voulues.map(([nom]) => nom).join() !== zone.dataset.montrees) {
      zone.dataset.montrees = voulues.map(([nom]) => nom).join();
      zone.replaceChildren(...voulues.map(([, texte, acte]) => this.#alerte(texte, acte)));
    }
  }

  #alerte(texte, acte) {
    const alerte = document.createElement("div");
    alerte.className = "fr-alert fr-alert--warning fr-alert--sm sn-alerte";
    alerte.setAttribute("role", "alert");
    const phrase = document.createElement("p");
    phrase.append(`${texte} `);
    if (acte) {
      const bouton = document.createElement(acte.href ? "a" : "button");
      bouton.textContent = acte.texte;
      bouton.className = "fr-btn fr-btn--sm fr-btn--secondary";
      if (acte.href) {
        bouton.href = acte.href;
      } else {
        bouton.type = "button";
        bouton.addEventListener("click", acte.faire);
      }
      phrase.append(bouton);
    }
    alerte.append(phrase);
    return alerte;
  }

  #alerter(texte) {
    element("alertes").append(this.#alerte(texte, null));
    element("alertes").dataset.montrees = "-";
  }

  #empecher({ genre, message }) {
    if (genre === "session") {
      this.envoi.etat = "session";
      this.#alertesDurables();
    } else {
      this.#alerter(genre === "coupe" ? "Le réseau manque\u00a0: cette copie n’est pas encore là. Votre travail est gardé." : message || "Cette copie ne vous est plus attribuée.");
    }
  }

  // ---- the toolbar's gestures

  defaire() {
    this.copie.defaire();
    annoncer("Annulé");
  }

  refaire() {
    this.copie.refaire();
    annoncer("Rétabli");
  }

  deuxPages() {
    const deux = this.section.classList.toggle("ed-deux");
    racine.querySelector('[data-ed-geste="deuxPages"]').setAttribute("aria-pressed", String(deux));
    this.vue.ajuster("largeur");
    if (deux) {
      this.vue.zoomer(0.47);
    }
  }
}

const registre = await Registre.ouvrir(racine.dataset.personne);
const editeur = new Editeur();
await editeur.ouvrir(racine.dataset.cle);
racine.dataset.pret = "";
