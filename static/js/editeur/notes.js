// The panel of marks: typed, checked at once, added up (COR-01).
//
//   new PanneauNotes(racine, { annoncer, suivante, change })   change(): `enSaisie` changed
//   panneau.montrer(copie) · panneau.viser(question vide) · panneau.actualiser() · panneau.valider()

import { choixDe, texte as texteDuBareme } from "./bareme.js";
import { anomalie, arrondi, ecrire, lire } from "./nombres.js";
import { Parties } from "./parties.js";

const REPOS = 600; // ms without a key: what is typed is then a mark

export class PanneauNotes {
  constructor(racine, { annoncer, suivante, change }) {
    Object.assign(this, { annoncer, suivante, change });
    this.liste = racine.querySelector("[data-ed-questions]");
    this.total = racine.querySelector("[data-ed-total]");
    this.texte = racine.querySelector("#ed-appreciation");
    this.compteur = racine.querySelector("[data-ed-compteur]");
    this.obligatoire = racine.querySelector("[data-ed-obligatoire]");
    this.conflitTexte = racine.querySelector("[data-ed-conflit-appreciation]");
    this.minuteries = new Map();
    this.modele = this.liste.querySelector("[data-ed-question]");
    this.parties = new Parties(this.liste);
    racine.querySelector("[data-ed-notes]").addEventListener("submit", (evenement) => evenement.preventDefault());
    this.liste.addEventListener("input", (evenement) => evenement.target.matches("[data-ed-question] input") && this.#saisir(evenement.target));
    this.liste.addEventListener("focusout", (evenement) => this.#poser(evenement.target));
    this.liste.addEventListener("focusin", (evenement) => evenement.target.matches("[data-ed-question] input") && evenement.target.select());
    this.liste.addEventListener("keydown", (evenement) => this.#touche(evenement));
    this.texte.addEventListener("input", () => this.#apprecier());
    this.texte.addEventListener("change", () => this.#poserAppreciation());
  }

  montrer(copie) {
    this.copie = copie;
    this.#disposer();
    this.actualiser();
  }

  // One line per question: those of the page, remade when another barème comes.
  #disposer() {
    const questions = this.copie.etat.questions;
    const voulues = texteDuBareme(this.copie.etat);
    if (voulues !== this.disposees && this.modele) {
      this.liste.replaceChildren(...questions.map((question, rang) => this.#ligne(question, rang + 1)));
      this.disposees = voulues;
    }
    this.parties.disposer(this.copie);
  }

  #ligne(question, rang) {
    const ligne = this.modele.cloneNode(true);
    const champ = ligne.querySelector("input");
    ligne.dataset.edQuestion = question.numero;
    champ.id = `ed-q${rang}`;
    champ.setAttribute("aria-describedby", `ed-q${rang}-sur`);
    const nom = ligne.querySelector("label");
    nom.htmlFor = champ.id;
    nom.textContent = `Question ${question.numero} ${question.libelle}`;
    ligne.classList.toggle("ed-question--de-partie", Boolean(question.partie));
    const sur = ligne.querySelector(".ed-sur");
    sur.id = `ed-q${rang}-sur`;
    sur.textContent = `/ ${ecrire(question.points)}${Number(question.coefficient) === 1 ? "" : ` × ${ecrire(question.coefficient)}`}`;
    return ligne;
  }

  // Whether something is typed that is not a change yet: the screen does not say « Enregistré » then.
  get enSaisie() {
    return this.minuteries.size > 0;
  }

  #attendre(quoi, faire) {
    clearTimeout(this.minuteries.get(quoi));
    this.minuteries.set(quoi, setTimeout(faire, REPOS));
    this.change();
  }

  #cesserDAttendre(quoi) {
    clearTimeout(this.minuteries.get(quoi));
    if (this.minuteries.delete(quoi)) {
      this.change();
    }
  }

  get champs() {
    return [...this.liste.querySelectorAll("[data-ed-question]:not([hidden]) input")];
  }

  #question(champ) {
    return this.copie.question(champ.closest("[data-ed-question]").dataset.edQuestion);
  }

  actualiser() {
    for (const { numero } of this.copie.etat.questions) {
      this.actualiserNote(numero);
    }
    this.parties.actualiser();
    this.actualiserAppreciation();
  }

  actualiserNote(numero) {
    if (choixDe(numero) !== null) {
      this.#actualiserChoix();
      return;
    }
    const ligne = this.liste.querySelector(`[data-ed-question="${CSS.escape(numero)}"]`);
    if (!ligne) {
      return;
    }
    const champ = ligne.querySelector("input");
    const note = this.copie.notes.get(numero);
    champ.readOnly = !this.copie.modifiable;
    if (!this.minuteries.has(champ) && lire(champ.value) !== note && !(document.activeElement === champ && champ.ariaInvalid === "true")) {
      champ.value = ecrire(note);
    }
    const conflit = this.copie.conflits.has(numero);
    this.#erreur(ligne, conflit ? null : anomalie(this.copie.question(numero), lire(champ.value)));
    if (conflit) {
      this.#conflit(ligne, numero, ecrire(this.copie.conflits.get(numero)) || "aucune note", ecrire(note) || "aucune note");
    }
    this.#additionner();
  }

  #actualiserChoix() {
    this.parties.actualiser((quoi, ailleurs, ici) => this.#choix(quoi, ailleurs, ici));
    this.#additionner();
  }

  #erreur(ligne, texte) {
    const champ = ligne.querySelector("input");
    const erreur = ligne.querySelector("[data-ed-erreur]");
    champ.ariaInvalid = String(Boolean(texte));
    erreur.hidden = !texte;
    erreur.textContent = texte ?? "";
    ligne.classList.toggle("ed-question--conflit", texte === null);
  }

  #conflit(ligne, numero, ailleurs, ici) {
    const erreur = ligne.querySelector("[data-ed-erreur]");
    erreur.hidden = false;
    erreur.replaceChildren(`Conflit\u00a0: ${ailleurs} enregistré ailleurs, ${ici} saisi ici. `, ...this.#choix(numero, ailleurs, ici));
  }

  #choix(quoi, ailleurs, ici) {
    const bouton = (texte, faire) => {
      const element = document.createElement("button");
      element.type = "button";
      element.className = "fr-btn fr-btn--sm fr-btn--secondary";
      element.textContent = texte;
      element.addEventListener("click", faire);
      return element;
    };
    const garder = () => {
      const choix = choixDe(quoi);
      if (quoi === "appreciation") {
        this.copie.apprecier(this.copie.appreciation);
      } else if (choix === null) {
        this.copie.noter(quoi, this.copie.notes.get(quoi));
      } else {
        this.copie.choisir(choix, this.copie.notes.get(quoi));
      }
    };
    return [bouton(`Garder ${ici}`, garder), bouton(`Prendre ${ailleurs}`, () => this.copie.ceder(quoi))];
  }

  #additionner() {
    const { echelle } = this.copie.etat;
    const sur = this.copie.bareme ? (this.copie.total * echelle) / this.copie.bareme : 0;
    const mot = this.copie.notee ? "Total" : "Total provisoire";
    const texte = `${mot}\u00a0: ${arrondi(sur)} / ${echelle}`;
    if (this.total.textContent !== texte) {
      this.total.textContent = texte;
    }
  }

  // ---- typing

  #saisir(champ) {
    const texte = anomalie(this.#question(champ), lire(champ.value));
    this.#erreur(champ.closest("li"), texte);
    this.#attendre(champ, () => this.#poser(champ));
  }

  #poser(champ) {
    if (!champ.matches("[data-ed-question] input")) {
      return true;
    }
    const question = this.#question(champ);
    const points = lire(champ.value);
    const juste = !anomalie(question, points);
    if (juste && this.copie.modifiable && points !== this.#tenu(question)) {
      this.copie.noter(question.numero, points);
    }
    this.#cesserDAttendre(champ);
    return juste;
  }

  #tenu(question) {
    const note = this.copie.notes.get(question.numero);
    return note === null ? null : String(Number(note));
  }

  // Everything typed becomes a change, before one leaves the copy; false when something typed is no mark.
  valider() {
    this.#poserAppreciation();
    const faux = this.champs.find((champ) => !this.#poser(champ));
    faux?.focus();
    return !faux;
  }

  #touche(evenement) {
    const champ = evenement.target;
    if (!champ.matches("[data-ed-question] input") || evenement.ctrlKey || evenement.metaKey || evenement.altKey) {
      return;
    }
    if (champ.readOnly && evenement.key !== "Enter") {
      return; // a locked lot: nothing that is typed may look like a mark
    }
    if (evenement.key === "Enter") {
      evenement.preventDefault();
      this.#avancer(champ);
    } else if (evenement.key === "ArrowUp" || evenement.key === "ArrowDown") {
      evenement.preventDefault();
      this.#pas(champ, evenement.key === "ArrowUp" ? 1 : -1);
    } else if (/^Digit\d$/.test(evenement.code) && !/^\d$/.test(evenement.key) && evenement.key.length === 1) {
      // The row of digits without Shift, on a French keyboard.
      evenement.preventDefault();
      champ.setRangeText(evenement.code.at(-1), champ.selectionStart, champ.selectionEnd, "end");
      this.#saisir(champ);
    } else if (evenement.key === ";" || evenement.key === ":") {
      evenement.preventDefault();
      champ.setRangeText(",", champ.selectionStart, champ.selectionEnd, "end");
      this.#saisir(champ);
    }
  }

  #pas(champ, sens) {
    const question = this.#question(champ);
    const courants = Number(lire(champ.value) ?? 0) || 0;
    const pas = Math.round(Number(question.pas) * 100);
    const cible = Math.round(courants * 100) + sens * pas;
    champ.value = arrondi(Math.max(0, Math.min(Math.round(Number(question.points) * 100), cible)) / 100);
    this.#saisir(champ);
  }

  #avancer(champ) {
    if (!this.#poser(champ)) {
      this.annoncer(champ.closest("li").querySelector("[data-ed-erreur]").textContent);
      return;
    }
    const suivant = this.champs[this.champs.indexOf(champ) + 1];
    if (suivant) {
      suivant.focus();
    } else if (this.copie.etat.appreciation_obligatoire && !this.copie.appreciation.trim()) {
      this.texte.focus();
    } else {
      this.suivante.focus();
    }
  }

  viserLeConflit() {
    const boutons = [...this.liste.querySelectorAll("button"), ...this.conflitTexte.querySelectorAll("button")];
    boutons[0]?.focus();
  }

  viser() {
    const champ = this.parties.aFaire() ?? this.champs.find((c) => c.value === "") ?? this.champs[0];
    champ?.focus({ preventScroll: true });
  }

  // ---- appréciation

  #apprecier() {
    this.#compter();
    this.#attendre(this.texte, () => this.#poserAppreciation());
  }

  #poserAppreciation() {
    if (this.copie.modifiable && this.texte.value !== this.copie.appreciation) {
      this.copie.apprecier(this.texte.value);
    }
    this.#cesserDAttendre(this.texte);
  }

  actualiserAppreciation() {
    this.texte.readOnly = !this.copie.modifiable;
    // What is being typed is not yet the copy's: an answer of the server must not wipe it.
    if (!this.minuteries.has(this.texte) && this.texte.value.trim() !== this.copie.appreciation.trim()) {
      this.texte.value = this.copie.appreciation;
    }
    this.obligatoire.hidden = !this.copie.etat.appreciation_obligatoire;
    this.#compter();
    const tenue = this.copie.conflits.get("appreciation");
    this.conflitTexte.replaceChildren();
    if (tenue !== undefined) {
      const erreur = document.createElement("p");
      erreur.className = "fr-error-text ed-question__erreur";
      erreur.append(`Conflit\u00a0: enregistré ailleurs\u00a0: «\u00a0${tenue || "rien"}\u00a0». `, ...this.#choix("appreciation", "l’autre texte", "ce texte"));
      this.conflitTexte.append(erreur);
    }
  }

  #compter() {
    this.compteur.textContent = `${this.texte.value.length} / ${this.copie.etat.appreciation_au_plus}`;
  }
}
