// On the marker's lists, the grid and the summary of a lot: what this computer still holds is sent, and what cannot be is
// said, since the figures of the page do not count it (COR-06). Conflicts are shown, and decided, in the editor.

import { Envoi, PLUS_A_SOI } from "./envoi.js";
import { Registre } from "./registre.js";

const RELECTURE = 300; // ms between two looks at what is left
const porteur = document.querySelector("[data-ed-attente]");
const { personne, modele, adresse } = porteur.dataset;
const adresseDe = (cle, suite = "") => adresse.replace(modele, cle) + suite;

function ligne([{ copie, nom }, ...autres], raison) {
  const phrase = document.createElement("p");
  const combien = autres.length ? `${autres.length + 1} changements restent` : "1 changement reste";
  phrase.append(`${nom}\u00a0: ${combien} sur cet ordinateur, non enregistré${autres.length ? "s" : ""}. ${raison ?? ""} `);
  if (raison !== PLUS_A_SOI) {
    const lien = document.createElement("a");
    lien.href = adresseDe(copie);
    lien.textContent = "Ouvrir cette copie";
    phrase.append(lien);
  }
  return phrase;
}

function parCopie(registre) {
  const groupes = new Map();
  registre.memoire.forEach((c) => groupes.set(c.copie, [...(groupes.get(c.copie) ?? []), c]));
  return groupes;
}

function dire(registre, envoi) {
  const groupes = parCopie(registre);
  porteur.replaceChildren(...[...groupes].map(([copie, siens]) => ligne(siens, envoi.bloquees.get(copie))));
  porteur.hidden = false;
}

// The marks of a lot are not settled while others wait.
function retenirLeVerrou(groupes) {
  const verrou = document.querySelector("#verrouiller");
  if (verrou && [...groupes.keys()].some((copie) => document.querySelector(`main table a[href*="${copie}"]`))) {
    verrou.disabled = true;
  }
}

// The figures of the page are old by now; it is read again once nothing is left here, so that it is but once.
async function relire() {
  const registre = await Registre.ouvrir(personne);
  registre.base?.close();
  if (registre.nombre) {
    setTimeout(relire, RELECTURE);
  } else {
    window.location.reload();
  }
}

const registre = await Registre.ouvrir(personne);
if (registre.nombre) {
  retenirLeVerrou(parCopie(registre));
  const envoi = new Envoi(registre, { adresseDe: (cle) => adresseDe(cle, "changements"), aLEcran: () => false, recu: () => {}, abandonne: () => {}, verser: () => {}, change: () => {} });
  await envoi.envoyer();
  envoi.change = () => {
    if (registre.nombre) {
      dire(registre, envoi);
    } else {
      envoi.change = () => {};
      relire();
    }
  };
  envoi.change();
}
