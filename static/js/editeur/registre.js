// What was done and not yet acknowledged, kept on this computer: it survives a closed tab and a lost network (COR-06).
// In memory first; IndexedDB holds the same. A record: { personne, copie, nom, poste, sequence, acte };
// `nom` is the copy's, to speak of it when it is not on the screen. Event: "garde", when `durable` changed.

const NOM = "santorin-correction";
const TABLE = "changements";
const CLE = ["personne", "copie", "poste", "sequence"];

function promesse(demande) {
  return new Promise((resoudre, rejeter) => {
    demande.addEventListener("success", () => resoudre(demande.result));
    demande.addEventListener("error", () => rejeter(demande.error));
  });
}

const PATIENCE = 4000; // ms: some private windows never answer

async function ouvrir() {
  const demande = indexedDB.open(NOM, 1);
  demande.addEventListener("upgradeneeded", () => demande.result.createObjectStore(TABLE, { keyPath: CLE }));
  const trop = new Promise((_, rejeter) => setTimeout(() => rejeter(new DOMException("IndexedDB")), PATIENCE));
  return Promise.race([promesse(demande), trop]);
}

export class Registre extends EventTarget {
  // `durable` is false when the browser keeps nothing (private window, disk full): the person is told.
  static async ouvrir(personne) {
    const registre = new Registre();
    registre.personne = personne;
    registre.memoire = [];
    registre.gardee = true; // whether IndexedDB holds all that memory does
    try {
      registre.base = await ouvrir();
      const bornes = IDBKeyRange.bound([personne], [personne, []]);
      const table = registre.base.transaction(TABLE).objectStore(TABLE);
      registre.memoire = await promesse(table.getAll(bornes));
    } catch {
      registre.base = null;
    }
    return registre;
  }

  get durable() {
    return this.base !== null && this.gardee;
  }

  get nombre() {
    return this.memoire.length;
  }

  ajouter({ cle: copie, nom }, poste, acte) {
    const changement = { personne: this.personne, copie, nom, poste, sequence: acte.sequence, acte };
    this.memoire.push(changement);
    this.#ecrire((table) => table.put(changement));
  }

  // The next batch to send: of one copy and one editor, in order; the copy on the screen first.
  lot(copie, auPlus, sauf = new Set()) {
    const envoyables = this.memoire.filter((c) => !sauf.has(c.copie));
    const premier = envoyables.find((c) => c.copie === copie) ?? envoyables[0];
    if (!premier) {
      return [];
    }
    const lot = envoyables.filter((c) => c.copie === premier.copie && c.poste === premier.poste);
    return lot.sort((a, b) => a.sequence - b.sequence).slice(0, auPlus);
  }

  enAttente(copie) {
    return this.memoire.filter((c) => c.copie === copie);
  }

  acquitter(copie, poste, derniere) {
    const estTraite = (c) => c.copie === copie && c.poste === poste && c.sequence <= derniere;
    const traites = this.memoire.filter(estTraite);
    this.memoire = this.memoire.filter((c) => !estTraite(c));
    this.#oublier(traites);
  }

  abandonner(copie) {
    const abandonnes = this.enAttente(copie);
    this.memoire = this.memoire.filter((c) => c.copie !== copie);
    this.#oublier(abandonnes);
  }

  #oublier(changements) {
    this.#ecrire((table) => changements.forEach((c) => table.delete(CLE.map((nom) => c[nom]))));
  }

  // After a write that failed (disk full), the next one writes everything again: what is said to be kept is.
  #ecrire(faire) {
    if (!this.base) {
      return;
    }
    try {
      const ecriture = this.base.transaction(TABLE, "readwrite", { durability: "strict" });
      const table = ecriture.objectStore(TABLE);
      const attendues = this.gardee ? [] : this.memoire;
      ecriture.addEventListener("complete", () => attendues.length && this.#retenir(true));
      ecriture.addEventListener("abort", () => this.#retenir(false));
      attendues.forEach((changement) => table.put(changement));
      faire(table);
    } catch (erreur) {
      if (!(erreur instanceof DOMException)) {
        throw erreur;
      }
      this.base = null;
      this.dispatchEvent(new Event("garde"));
    }
  }

  #retenir(gardee) {
    if (this.gardee !== gardee) {
      this.gardee = gardee;
      this.dispatchEvent(new Event("garde"));
    }
  }
}
