// Sends what waits, in small batches, and tries again until the server has answered (COR-06).
//
//   new Envoi(registre, { adresseDe, aLEcran, recu, abandonne, verser, change })
//   aLEcran(copie)                whether the person sees that copy
//   recu(copie, lot, reception)   a batch was dealt with
//   abandonne(copie)              the person gave up what the server would not take
//   verser()                      the page is left: what is being typed becomes a change
//   change()                      the state to show changed: envoi.etat, envoi.bloquees (Map copie → message)

import { ecrire } from "./nombres.js";
import { demander } from "./reseau.js";

const PAR_LOT = 100;
const DELAI = 250; // ms after a change, so that a gesture is one batch
const ATTENTES = [1000, 2000, 4000, 8000, 15000];
const SESSION = 30_000; // ms: somebody may have logged in again in another tab
const OCTETS_AU_DEPART = 60_000; // what a browser still sends for a page that closes

export const PLUS_A_SOI = "Cette copie ne vous est plus attribuée.";

const nombre = (points) => (points === null || points === undefined ? null : Number(points));

// Why the server does not hold what this batch wanted, as far as it took it, or "". Its own refusals are told once: the
// answer that bore them may have been lost.
function ecart(lot, { derniere, notes, choix, appreciation }) {
  const ecarts = new Map();
  for (const { acte } of lot.filter((c) => c.acte.sequence <= derniere)) {
    if (acte.acte === "noter") {
      const tenue = notes[acte.question] ?? null;
      const dit = `Question ${acte.question}\u00a0: ${ecrire(tenue) || "aucune note"} a été enregistré`;
      ecarts.set(`note ${acte.question}`, nombre(acte.points) === nombre(tenue) ? "" : dit);
    } else if (acte.acte === "choisir") {
      const tenu = choix[acte.choix] ?? null;
      const dit = `Sujet au choix ${acte.choix}\u00a0: ${tenu ?? "aucun"} a été choisi`;
      ecarts.set(`choix ${acte.choix}`, acte.partie === tenu ? "" : dit);
    } else if (acte.acte === "apprecier") {
      ecarts.set("appréciation", acte.texte.trim() === appreciation.trim() ? "" : "L’appréciation a été modifiée");
    }
  }
  const premier = [...ecarts.values()].find(Boolean);
  return premier ? `${premier} entre-temps sur un autre poste.` : "";
}

const poids = (corps) => new TextEncoder().encode(JSON.stringify(corps)).length;

export class Envoi {
  constructor(registre, { adresseDe, aLEcran, recu, abandonne, verser, change }) {
    Object.assign(this, { registre, adresseDe, aLEcran, recu, abandonne, verser, change });
    this.copie = null; // the one on the screen goes first
    this.etat = "enregistre";
    this.bloquees = new Map();
    this.essais = 0;
    this.minuterie = null;
    this.enCours = false;
    window.addEventListener("online", () => this.relancer());
    window.addEventListener("offline", () => this.#dire("attente"));
    document.addEventListener("visibilitychange", () => document.hidden && this.partir());
    window.addEventListener("pagehide", () => this.partir());
  }

  prevoir(delai = DELAI) {
    this.#dire(this.etat === "enregistre" ? "envoi" : this.etat);
    clearTimeout(this.minuterie);
    this.minuterie = setTimeout(() => this.envoyer(), delai);
  }

  relancer() {
    this.essais = 0;
    this.prevoir(0);
  }

  // Resolves once nothing can be sent any more: all is acknowledged, or the network, the session or the lot says no.
  async envoyer() {
    if (this.enCours) {
      return this.enCours;
    }
    clearTimeout(this.minuterie);
    this.enCours = this.#vider();
    try {
      await this.enCours;
    } finally {
      this.enCours = false;
    }
    return undefined;
  }

  async #vider() {
    for (;;) {
      const lot = this.registre.lot(this.copie, PAR_LOT, this.#retenues());
      if (!lot.length) {
        this.#dire("enregistre");
        return;
      }
      const [{ copie, poste }] = lot;
      const corps = { poste, changements: lot.map((c) => c.acte) };
      const reponse = await demander(this.adresseDe(copie), { corps });
      if (reponse.genre === "ok") {
        this.#traiter(copie, poste, lot, reponse.corps);
      } else if (reponse.genre === "coupe") {
        this.#reessayer();
        return;
      } else if (reponse.genre === "session") {
        this.#dire("session");
        this.minuterie = setTimeout(() => this.envoyer(), SESSION);
        return;
      } else {
        this.bloquees.set(copie, reponse.message || PLUS_A_SOI);
        this.change();
      }
    }
  }

  #traiter(copie, poste, lot, reception) {
    this.essais = 0;
    if (reception.derniere < lot[0].sequence - 1) {
      // The server never had what came before, and this computer no longer has it: what is left is a series of its own.
      this.#renumeroter(copie, poste, lot);
      return;
    }
    const raison = ecart(lot, reception);
    if (raison && !this.aLEcran(copie)) {
      // Nobody would see it: what was written stays here until the copy is opened, where both are shown.
      this.bloquees.set(copie, `${reception.refuses[0]?.message ?? raison} Ouvrez cette copie pour choisir.`);
      this.change();
      return;
    }
    this.registre.acquitter(copie, poste, reception.derniere);
    this.recu(copie, lot, reception);
  }

  #renumeroter(copie, poste, lot) {
    this.registre.acquitter(copie, poste, lot.at(-1).sequence);
    const nouveau = crypto.randomUUID();
    lot.forEach((c, rang) => this.registre.ajouter({ cle: copie, nom: c.nom }, nouveau, { ...c.acte, sequence: rang + 1 }));
  }

  #reessayer() {
    this.#dire("attente");
    const delai = ATTENTES[Math.min(this.essais, ATTENTES.length - 1)];
    this.essais += 1;
    clearTimeout(this.minuterie);
    this.minuterie = setTimeout(() => this.envoyer(), delai);
  }

  // Copies whose changes the server will not take now; they stay on this computer until the person decides.
  #retenues() {
    return new Set(this.bloquees.keys());
  }

  abandonner(copie) {
    this.registre.abandonner(copie);
    this.bloquees.delete(copie);
    this.change();
    this.abandonne(copie);
  }

  // What the server would not take may go now: the lot was unlocked, the copy given back.
  debloquer(copie) {
    if (this.bloquees.delete(copie)) {
      this.relancer();
    }
  }

  // The page closes, or a tablet hides it: send the first changes, as many as may go; the rest waits on this computer.
  partir() {
    this.verser();
    const lot = this.registre.lot(this.copie, PAR_LOT, this.#retenues());
    if (!lot.length || this.etat === "session") {
      return;
    }
    const corps = { poste: lot[0].poste, changements: lot.map((c) => c.acte) };
    while (corps.changements.length > 1 && poids(corps) > OCTETS_AU_DEPART) {
      corps.changements.length = Math.floor(corps.changements.length / 2);
    }
    if (poids(corps) <= OCTETS_AU_DEPART) {
      demander(this.adresseDe(lot[0].copie), { corps, garder: true });
    }
  }

  #dire(etat) {
    this.etat = etat;
    this.change();
  }
}
