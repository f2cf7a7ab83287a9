// Marks as they are typed and written in French.

export const ecrire = (points) => (points === null || points === "" ? "" : String(Number(points)).replace(".", ","));

// To the hundredth, halves upwards as the server does: 1.005 is 1,01, though 1.005 * 100 is below 100.5 in binary.
export const arrondi = (nombre) => String(Math.round(Number((nombre * 100).toFixed(6))) / 100).replace(".", ",");

// « 7,25 », « 7.25 », « ,5 » → "7.25"; "" → null; anything else → undefined.
export function lire(texte) {
  const nu = texte.trim().replace(",", ".");
  if (nu === "") {
    return null;
  }
  return /^(\d{1,4}(\.\d{0,2})?|\.\d{1,2})$/.test(nu) ? String(Number(nu)) : undefined;
}

// Why these points cannot be given to this question, or "".
export function anomalie(question, points) {
  if (points === undefined) {
    return "Un nombre est attendu, par exemple 7,25.";
  }
  if (points === null) {
    return "";
  }
  if (Number(points) > Number(question.points)) {
    return `Au plus ${ecrire(question.points)}.`;
  }
  // In hundredths: 0.3 is not a multiple of 0.1 in binary.
  const reste = Math.round(Number(points) * 100) % Math.round(Number(question.pas) * 100);
  return reste ? `De ${ecrire(question.pas)} en ${ecrire(question.pas)}.` : "";
}
