// A copy being marked: what is on the screen, what the server is known to hold, what was done and can be undone.
//
//   new Copie(etat, registre, poste, sequences)   etat: CopieEditee, as the server gives it
//   copie.noter(numero, points) .choisir(choix, partie) .apprecier(texte) .poser(page, contenu) .retirer(page, items) .remplacer(page, item, contenu)
//   copie.defaire() .refaire()      → false when the mark was changed elsewhere since: it is left as it is
//   copie.recevoir(lot, reception)  → true when the copy must be read again: changed elsewhere, or its barème was
//   copie.rafraichir(etat)          the server's state, with what still waits here put over it
//   events: "note" { numero: of the question, or « choix:I » }, "page" { cle }, "appreciation", "change" (something is to be sent), "ailleurs"

import * as bareme from "./bareme.js";
import { propre } from "./saisie.js";

const { choixDe, cleDeChoix, memes } = bareme;

// What a change speaks of: a question's number, « choix:I », or null.
const sujetDe = (acte) => ({ noter: acte.question, choisir: cleDeChoix(acte.choix) })[acte.acte] ?? null;
const valeurDe = (acte) => (acte.acte === "noter" ? acte.points : acte.partie);
const tenueDe = (reception, quoi) => (choixDe(quoi) === null ? reception.notes[quoi] : reception.choix[choixDe(quoi)]) ?? null;

export class Copie extends EventTarget {
  constructor(etat, registre, poste, sequences) {
    super();
    Object.assign(this, { registre, poste, sequences });
    this.faits = [];
    this.defaits = [];
    this.conflits = new Map(); // question number, or "appreciation" → what the server holds
    this.#lire(etat);
    this.rejouer();
  }

  get cle() {
    return this.etat.cle;
  }

  get modifiable() {
    return !this.etat.obstacle;
  }

  #lire(etat) {
    this.etat = etat;
    this.version = etat.version;
    this.serveur = new Map([...etat.questions.map((q) => [q.numero, q.note]), ...bareme.choisies(etat)]);
    this.notes = new Map(this.serveur);
    this.attendues = new Map(this.serveur);
    this.serveurAppreciation = etat.appreciation;
    this.appreciation = etat.appreciation;
    this.attendueAppreciation = etat.appreciation;
    this.touchees = new Set();
    this.annotations = new Map(etat.pages.map((page) => [page.cle, page.annotations.map((a) => ({ ...a }))]));
  }

  // Where the copy is among the others, when nothing else changed.
  situer({ complete, restantes, a_faire, suivante, precedente, signalement }) {
    Object.assign(this.etat, { complete, restantes, a_faire, suivante, precedente, signalement });
  }

  question(numero) {
    return this.etat.questions.find((q) => q.numero === numero);
  }

  get total() {
    return bareme.total(this.etat, this.notes);
  }

  get bareme() {
    return bareme.bareme(this.etat, this.notes);
  }

  get notee() {
    return bareme.notee(this.etat, this.notes);
  }

  get complete() {
    return this.notee && (Boolean(this.appreciation.trim()) || !this.etat.appreciation_obligatoire);
  }

  // ---- marks

  noter(numero, points) {
    this.#fixer(numero, points);
  }

  // Which alternative of a choix the candidate answered; null for none.
  choisir(choix, partie) {
    this.#fixer(cleDeChoix(choix), partie);
  }

  // Whether the question counts, as the choices stand.
  compte(numero) {
    return bareme.compte(this.etat, this.notes, this.question(numero));
  }

  #fixer(quoi, valeur, { memoire = true } = {}) {
    const avant = this.notes.get(quoi);
    if (!this.modifiable || (memes(quoi, avant, valeur) && !this.conflits.has(quoi))) {
      return;
    }
    const vue = this.conflits.has(quoi) ? this.conflits.get(quoi) : this.attendues.get(quoi);
    const choix = choixDe(quoi);
    this.conflits.delete(quoi);
    this.notes.set(quoi, valeur);
    this.attendues.set(quoi, valeur);
    this.touchees.add(quoi);
    this.#envoyer(choix === null ? { acte: "noter", question: quoi, vue, points: valeur, sur: this.question(quoi).points } : { acte: "choisir", choix, vue, partie: valeur });
    if (memoire) {
      this.#retenir({ genre: "note", numero: quoi, avant, apres: valeur });
    }
    this.#dire("note", { numero: quoi });
  }

  apprecier(saisi) {
    const texte = propre(saisi);
    if (!this.modifiable || (texte === this.appreciation && !this.conflits.has("appreciation"))) {
      return;
    }
    const vue = this.conflits.has("appreciation") ? this.conflits.get("appreciation") : this.attendueAppreciation;
    this.conflits.delete("appreciation");
    this.appreciation = texte;
    this.attendueAppreciation = texte;
    this.touchees.add("appreciation");
    this.#envoyer({ acte: "apprecier", vue, texte });
    this.#dire("appreciation");
  }

  // Keep what the server holds, and give up one's own.
  ceder(quoi) {
    const tenue = this.conflits.get(quoi);
    this.conflits.delete(quoi);
    this.touchees.delete(quoi);
    if (quoi === "appreciation") {
      this.appreciation = tenue;
      this.attendueAppreciation = tenue;
      this.#dire("appreciation");
    } else {
      this.notes.set(quoi, tenue);
      this.attendues.set(quoi, tenue);
      this.#dire("note", { numero: quoi });
    }
  }

  // ---- annotations: a key is never used twice

  poser(page, contenu) {
    const item = { cle: null, contenu };
    this.#changer(page, [], [item]);
    this.#retenir({ genre: "dessin", page, retires: [], poses: [item] });
    return item;
  }

  poserPartout(paires) {
    const gestes = paires.map(([page, contenu]) => ({ genre: "dessin", page, retires: [], poses: [{ cle: null, contenu }] }));
    gestes.forEach(({ page, poses }) => this.#changer(page, [], poses));
    if (gestes.length) {
      this.#retenir({ genre: "suite", gestes });
    }
  }

  retirer(page, items) {
    this.#changer(page, items, []);
    this.#retenir({ genre: "dessin", page, retires: items, poses: [] });
  }

  remplacer(page, item, contenu) {
    const nouveau = { cle: null, contenu };
    this.#changer(page, [item], [nouveau]);
    this.#retenir({ genre: "dessin", page, retires: [item], poses: [nouveau] });
    return nouveau;
  }

  #changer(page, retires, poses) {
    if (!this.modifiable) {
      return;
    }
    const posees = this.annotations.get(page);
    for (const item of retires) {
      const rang = posees.findIndex((a) => a.cle === item.cle);
      if (rang >= 0) {
        posees.splice(rang, 1);
      }
      this.#envoyer({ acte: "retirer", cle: item.cle });
    }
    for (const item of poses) {
      item.cle = crypto.randomUUID();
      posees.push(item);
      this.#envoyer({ acte: "poser", page, cle: item.cle, contenu: item.contenu });
    }
    this.#dire("page", { cle: page });
  }

  // ---- undo, redo

  #retenir(geste) {
    this.faits.push(geste);
    this.defaits = [];
    this.#dire("change");
  }

  #jouer(geste, sens) {
    if (geste.genre === "suite") {
      geste.gestes.forEach((g) => this.#jouer(g, sens));
    } else if (geste.genre === "note") {
      return this.#rejouerNote(geste, sens);
    } else if (sens > 0) {
      this.#changer(geste.page, geste.retires, geste.poses);
    } else {
      this.#changer(geste.page, geste.poses, geste.retires);
    }
    return true;
  }

  // Undoing one's own side of a conflict takes what is held elsewhere; a mark that is no longer one's own stays.
  #rejouerNote({ numero, avant, apres }, sens) {
    if (this.conflits.has(numero) && sens < 0) {
      this.ceder(numero);
      return true;
    }
    const [quittee, voulue] = sens > 0 ? [avant, apres] : [apres, avant];
    if (this.conflits.has(numero) || !memes(numero, this.notes.get(numero), quittee)) {
      return false;
    }
    this.#fixer(numero, voulue, { memoire: false });
    return true;
  }

  defaire() {
    return this.#passer(this.faits, this.defaits, -1);
  }

  refaire() {
    return this.#passer(this.defaits, this.faits, 1);
  }

  #passer(deCes, aCeux, sens) {
    const geste = deCes.pop();
    const joue = !geste || this.#jouer(geste, sens);
    if (geste && joue) {
      aCeux.push(geste);
    }
    this.#dire("change");
    return joue;
  }

  // ---- the server

  #envoyer(acte) {
    const sequence = (this.sequences.get(this.cle) ?? 0) + 1;
    this.sequences.set(this.cle, sequence);
    this.registre.ajouter(this.etat, this.poste, { sequence, ...acte });
    this.#dire("change");
  }

  // What still waits on this computer, put over what the server holds.
  rejouer() {
    for (const { acte } of this.registre.enAttente(this.cle)) {
      const quoi = sujetDe(acte);
      if (quoi !== null && this.notes.has(quoi)) {
        this.notes.set(quoi, valeurDe(acte));
        this.attendues.set(quoi, valeurDe(acte));
        this.touchees.add(quoi);
      } else if (acte.acte === "apprecier") {
        this.appreciation = acte.texte;
        this.attendueAppreciation = acte.texte;
        this.touchees.add("appreciation");
      } else if (acte.acte === "poser") {
        const posees = this.annotations.get(acte.page);
        if (posees && !posees.some((a) => a.cle === acte.cle)) {
          posees.push({ cle: acte.cle, contenu: acte.contenu });
        }
      } else if (acte.acte === "retirer") {
        for (const [page, posees] of this.annotations) {
          this.annotations.set(page, posees.filter((a) => a.cle !== acte.cle));
        }
      }
    }
  }

  recevoir(lot, reception) {
    const ailleurs = reception.avant !== this.version;
    this.version = reception.version;
    const attendus = this.registre.enAttente(this.cle).map((c) => c.acte);
    const fautes = reception.refuses.filter((r) => !r.conflit);
    const fautifs = new Set(fautes.map((r) => r.sequence));
    const impossibles = new Set(lot.filter(({ acte }) => fautifs.has(acte.sequence)).map(({ acte }) => sujetDe(acte)));
    // What this batch wanted: if the server holds something else, and nothing newer waits, there is a conflict.
    for (const { acte } of lot) {
      const quoi = sujetDe(acte);
      if (quoi !== null && fautifs.has(acte.sequence)) {
        this.touchees.delete(quoi); // no mark of this barème: nothing to keep
      } else if (quoi !== null && this.notes.has(quoi)) {
        this.touchees.add(quoi);
        if (lot[0].poste !== this.poste) {
          this.notes.set(quoi, valeurDe(acte));
        }
      }
    }
    for (const quoi of this.notes.keys()) {
      if (!attendus.some((a) => sujetDe(a) === quoi)) {
        this.#accorder(quoi, tenueDe(reception, quoi), { dire: !impossibles.has(quoi) });
      }
    }
    if (!attendus.some((a) => a.acte === "apprecier")) {
      this.#accorderAppreciation(lot, reception.appreciation);
    }
    if (fautes.length) {
      this.#dire("faute", { message: fautes[0].message });
    }
    return ailleurs || fautes.length > 0;
  }

  #accorder(numero, tenue, { dire }) {
    this.serveur.set(numero, tenue);
    if (memes(numero, this.notes.get(numero), tenue)) {
      this.touchees.delete(numero);
      this.attendues.set(numero, tenue);
      if (this.conflits.delete(numero)) {
        this.#dire("note", { numero });
      }
    } else if (this.touchees.has(numero)) {
      this.conflits.set(numero, tenue);
      this.#dire("note", { numero });
    } else {
      this.notes.set(numero, tenue);
      this.attendues.set(numero, tenue);
      this.#dire("note", { numero });
      if (dire) {
        this.#dire("ailleurs");
      }
    }
  }

  #accorderAppreciation(lot, tenue) {
    const voulue = lot.findLast(({ acte }) => acte.acte === "apprecier")?.acte.texte;
    if (voulue !== undefined && lot[0].poste !== this.poste) {
      this.appreciation = voulue;
      this.touchees.add("appreciation");
    }
    this.serveurAppreciation = tenue;
    if (this.appreciation.trim() === tenue) {
      this.touchees.delete("appreciation");
      this.attendueAppreciation = tenue;
      this.conflits.delete("appreciation");
    } else if (this.touchees.has("appreciation")) {
      this.conflits.set("appreciation", tenue);
    } else {
      this.appreciation = tenue;
      this.attendueAppreciation = tenue;
    }
    this.#dire("appreciation");
  }

  rafraichir(etat) {
    const { notes, appreciation, touchees, conflits } = this;
    this.#lire(etat);
    this.rejouer();
    this.conflits = new Map();
    // A conflict not yet decided stays one; what waits here stays written.
    for (const quoi of touchees) {
      if (quoi === "appreciation" ? appreciation.trim() !== etat.appreciation : !memes(quoi, notes.get(quoi), this.serveur.get(quoi))) {
        this.touchees.add(quoi);
        if (conflits.has(quoi)) {
          this.conflits.set(quoi, quoi === "appreciation" ? etat.appreciation : this.serveur.get(quoi));
        }
        if (quoi === "appreciation") {
          this.appreciation = appreciation;
        } else {
          this.notes.set(quoi, notes.get(quoi));
        }
      }
    }
    this.#dire("tout");
  }

  #dire(nom, detail = {}) {
    this.dispatchEvent(new CustomEvent(nom, { detail }));
  }
}
