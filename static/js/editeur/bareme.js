// What counts in the total of a copy: coefficients, parties, sujets à choix (PRE-02). `etat` is a CopieEditee.
// A choix is known by « choix:I » among the marks; its value is the number of the partie answered, or null.

const PREFIXE = "choix:";

export const cleDeChoix = (choix) => PREFIXE + choix;
export const choixDe = (quoi) => (quoi.startsWith(PREFIXE) ? quoi.slice(PREFIXE.length) : null);

// What is asked, without what was answered: another text when the barème was changed.
export const texte = ({ questions, parties }) => JSON.stringify([questions.map(({ note, ...q }) => q), parties.map(({ choisie, ...p }) => p)]);

// Every choix of the barème, with the partie answered or null.
export function choisies({ parties }) {
  const faits = new Map(parties.filter((p) => p.choix).map((p) => [cleDeChoix(p.choix), null]));
  parties.filter((p) => p.choix && p.choisie).forEach((p) => faits.set(cleDeChoix(p.choix), p.numero));
  return faits;
}

export function memes(quoi, a, b) {
  if (a === null || b === null || choixDe(quoi) !== null) {
    return a === b;
  }
  return Number(a) === Number(b);
}

const partieDe = ({ parties }, question) => parties.find((p) => p.numero === question.partie);

// Whether the question counts with these marks; `avant` takes the first alternative where none is chosen.
export function compte(etat, notes, question, { avant = false } = {}) {
  const partie = partieDe(etat, question);
  if (!partie?.choix) {
    return true;
  }
  const choisie = notes.get(cleDeChoix(partie.choix)) ?? null;
  if (choisie === null && avant) {
    return etat.parties.find((p) => p.choix === partie.choix) === partie;
  }
  return choisie === partie.numero;
}

function poids(etat, question) {
  return Number(question.coefficient) * Number(partieDe(etat, question)?.coefficient ?? 1);
}

export function total(etat, notes) {
  const comptees = etat.questions.filter((q) => compte(etat, notes, q));
  return comptees.reduce((somme, q) => somme + Number(notes.get(q.numero) ?? 0) * poids(etat, q), 0);
}

export function bareme(etat, notes) {
  const comptees = etat.questions.filter((q) => compte(etat, notes, q, { avant: true }));
  return comptees.reduce((somme, q) => somme + Number(q.points) * poids(etat, q), 0);
}

export function notee(etat, notes) {
  const choix = [...choisies(etat).keys()].every((quoi) => notes.get(quoi) !== null);
  return choix && etat.questions.every((q) => !compte(etat, notes, q) || notes.get(q.numero) !== null);
}
