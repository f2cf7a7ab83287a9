// The parties of the barème above their questions, and the choice between alternatives (PRE-02).
//
//   new Parties(liste)                 liste: the <ol> of the questions
//   parties.disposer(copie)            one title before the first question of each partie
//   parties.actualiser(boutons)        what is chosen; the other alternatives are hidden; boutons(quoi, ailleurs, ici): the conflict's
//   parties.aFaire()                   the first choice not made yet, to be focused

import { cleDeChoix } from "./bareme.js";
import { ecrire } from "./nombres.js";

const creer = (nom, classe, texte = "") => {
  const element = document.createElement(nom);
  element.className = classe;
  element.textContent = texte;
  return element;
};

export class Parties {
  constructor(liste) {
    this.liste = liste;
    this.copie = null;
    liste.addEventListener("change", ({ target }) => {
      if (target.matches("[data-ed-choix]")) {
        this.copie.choisir(target.dataset.edChoix, target.value);
      }
    });
  }

  disposer(copie) {
    this.copie = copie;
    this.liste.querySelectorAll("[data-ed-partie]").forEach((li) => li.remove());
    for (const partie of copie.etat.parties) {
      const premiere = copie.etat.questions.find((q) => q.partie === partie.numero);
      const ligne = premiere && this.#question(premiere.numero);
      ligne?.before(this.#titre(partie));
    }
  }

  #question(numero) {
    return this.liste.querySelector(`[data-ed-question="${CSS.escape(numero)}"]`);
  }

  #titre(partie) {
    const ligne = creer("li", "ed-partie");
    ligne.dataset.edPartie = partie.numero;
    const coefficient = Number(partie.coefficient) === 1 ? "" : ` (coefficient ${ecrire(partie.coefficient)})`;
    const titre = `${partie.numero} ${partie.libelle}`.trim() + coefficient;
    if (partie.choix) {
      ligne.append(this.#bouton(partie, titre), creer("p", "fr-error-text ed-question__erreur"));
    } else {
      ligne.append(creer("p", "ed-partie__titre", titre));
    }
    return ligne;
  }

  #bouton(partie, titre) {
    const groupe = creer("div", "fr-radio-group fr-radio-group--sm");
    const champ = creer("input", "");
    champ.type = "radio";
    champ.id = `ed-choix-${partie.choix}-${partie.numero}`;
    champ.name = `ed-choix-${partie.choix}`;
    champ.value = partie.numero;
    champ.dataset.edChoix = partie.choix;
    const nom = creer("label", "fr-label", `Le candidat a traité ${titre}`);
    nom.htmlFor = champ.id;
    groupe.append(champ, nom);
    return groupe;
  }

  actualiser(boutons = null) {
    for (const champ of this.liste.querySelectorAll("[data-ed-choix]")) {
      const quoi = cleDeChoix(champ.dataset.edChoix);
      champ.checked = this.copie.notes.get(quoi) === champ.value;
      champ.disabled = !this.copie.modifiable;
      this.#conflit(champ, quoi, boutons);
    }
    for (const { numero } of this.copie.etat.questions) {
      this.#question(numero).hidden = !this.copie.compte(numero);
    }
  }

  #conflit(champ, quoi, boutons) {
    const zone = champ.closest("li").querySelector(".ed-question__erreur");
    const ici = this.copie.notes.get(quoi);
    const enConflit = this.copie.conflits.has(quoi) && champ.value === ici;
    const ailleurs = this.copie.conflits.get(quoi) ?? "aucun sujet";
    zone.hidden = !enConflit;
    zone.replaceChildren(...(enConflit && boutons ? [`Conflit\u00a0: ${ailleurs} choisi ailleurs, ${ici} ici. `, ...boutons(quoi, ailleurs, ici)] : []));
  }

  aFaire() {
    const groupes = [...this.liste.querySelectorAll("[data-ed-choix]")];
    return groupes.find((champ) => this.copie.notes.get(cleDeChoix(champ.dataset.edChoix)) === null) ?? null;
  }
}
