// A copy being marked: what is on the screen, what the server is known to hold, what was done and can be undone.
//
//   new Copie(etat, registre, poste, sequences)   etat: CopieEditee, as the server gives it
//   copie.noter(numero, points) .apprecier(texte) .poser(page, contenu) .retirer(page, items) .remplacer(page, item, contenu)
//   copie.defaire() .refaire()
//   copie.recevoir(lot, reception)  → true when the copy must be read again
//   copie.rafraichir(etat)          the server's state, with what still waits here put over it
//   events: "note" { numero }, "page" { cle }, "appreciation", "change" (something is to be sent), "ailleurs"

const egaux = (a, b) => (a === null || b === null ? a === b : Number(a) === Number(b));

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
    this.serveur = new Map(etat.questions.map((q) => [q.numero, q.note]));
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
    return [...this.notes.values()].reduce((somme, note) => somme + Number(note ?? 0), 0);
  }

  get bareme() {
    return this.etat.questions.reduce((somme, q) => somme + Number(q.points), 0);
  }

  get notee() {
    return [...this.notes.values()].every((note) => note !== null);
  }

  get complete() {
    return this.notee && (Boolean(this.appreciation.trim()) || !this.etat.appreciation_obligatoire);
  }

  // ---- marks

  noter(numero, points, { memoire = true } = {}) {
    const avant = this.notes.get(numero);
    if (!this.modifiable || (egaux(avant, points) && !this.conflits.has(numero))) {
      return;
    }
    const vue = this.conflits.has(numero) ? this.conflits.get(numero) : this.attendues.get(numero);
    this.conflits.delete(numero);
    this.notes.set(numero, points);
    this.attendues.set(numero, points);
    this.touchees.add(numero);
    this.#envoyer({ acte: "noter", question: numero, vue, points });
    if (memoire) {
      this.#retenir({ genre: "note", numero, avant, apres: points });
    }
    this.#dire("note", { numero });
  }

  apprecier(texte) {
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
      this.noter(geste.numero, sens > 0 ? geste.apres : geste.avant, { memoire: false });
    } else if (sens > 0) {
      this.#changer(geste.page, geste.retires, geste.poses);
    } else {
      this.#changer(geste.page, geste.poses, geste.retires);
    }
  }

  defaire() {
    const geste = this.faits.pop();
    if (geste) {
      this.#jouer(geste, -1);
      this.defaits.push(geste);
      this.#dire("change");
    }
  }

  refaire() {
    const geste = this.defaits.pop();
    if (geste) {
      this.#jouer(geste, 1);
      this.faits.push(geste);
      this.#dire("change");
    }
  }

  // ---- the server

  #envoyer(acte) {
    const sequence = (this.sequences.get(this.cle) ?? 0) + 1;
    this.sequences.set(this.cle, sequence);
    this.registre.ajouter(this.cle, this.poste, { sequence, ...acte });
    this.#dire("change");
  }

  // What still waits on this computer, put over what the server holds.
  rejouer() {
    for (const { acte } of this.registre.enAttente(this.cle)) {
      if (acte.acte === "noter" && this.notes.has(acte.question)) {
        this.notes.set(acte.question, acte.points);
        this.attendues.set(acte.question, acte.points);
        this.touchees.add(acte.question);
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
    // What this batch wanted: if the server holds something else, and nothing newer waits, there is a conflict.
    for (const { acte } of lot) {
      if (acte.acte === "noter" && this.notes.has(acte.question)) {
        this.touchees.add(acte.question);
        if (lot[0].poste !== this.poste) {
          this.notes.set(acte.question, acte.points);
        }
      }
    }
    for (const numero of this.notes.keys()) {
      if (!attendus.some((a) => a.acte === "noter" && a.question === numero)) {
        this.#accorder(numero, reception.notes[numero] ?? null);
      }
    }
    if (!attendus.some((a) => a.acte === "apprecier")) {
      this.#accorderAppreciation(lot, reception.appreciation);
    }
    const faute = reception.refuses.find((r) => !r.conflit);
    if (faute) {
      this.#dire("faute", { message: faute.message });
    }
    return ailleurs;
  }

  #accorder(numero, tenue) {
    this.serveur.set(numero, tenue);
    if (egaux(this.notes.get(numero), tenue)) {
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
      this.#dire("ailleurs");
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
      if (quoi === "appreciation" ? appreciation.trim() !== etat.appreciation : !egaux(notes.get(quoi), this.serveur.get(quoi))) {
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
