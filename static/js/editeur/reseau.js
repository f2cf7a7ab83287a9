// Exchanges of the editor with the server, and every way they may fail, told apart.
//
//   demander(adresse, { corps, garder }) → { genre, corps, message }
//   genre: "ok" · "coupe" (no network, or a failing server: try again) · "session" (log in again)
//          "refus" (409: the lot is locked) · "absente" (404: the copy is no longer one's own) · "faute" (422…)

function jeton() {
  const temoin = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return temoin ? temoin[1] : (document.querySelector('meta[name="jeton-csrf"]')?.content ?? "");
}

const AU_PLUS_LONG = 30_000; // ms: a connection that answers nothing is a cut, not a wait

const PAR_STATUT = { 404: "absente", 409: "refus", 403: "session", 401: "session" };

async function lire(reponse) {
  const estJson = (reponse.headers.get("Content-Type") ?? "").startsWith("application/json");
  if (reponse.redirected || (reponse.ok && !estJson)) {
    return { genre: "session" };
  }
  const corps = estJson ? await reponse.json() : null;
  if (reponse.ok) {
    return { genre: "ok", corps };
  }
  const genre = PAR_STATUT[reponse.status] ?? (reponse.status >= 500 || reponse.status === 429 ? "coupe" : "faute");
  return { genre, message: corps?.message ?? "" };
}

export async function demander(adresse, { corps = null, garder = false } = {}) {
  const coupure = new AbortController();
  const patience = setTimeout(() => coupure.abort(), AU_PLUS_LONG);
  const options = { headers: { Accept: "application/json" }, credentials: "same-origin", keepalive: garder, signal: coupure.signal };
  if (corps) {
    Object.assign(options, { method: "POST", body: JSON.stringify(corps) });
    Object.assign(options.headers, { "Content-Type": "application/json", "X-CSRFToken": jeton() });
  }
  try {
    return await lire(await fetch(adresse, options));
  } catch (erreur) {
    if (erreur instanceof TypeError || erreur instanceof SyntaxError || erreur instanceof DOMException) {
      return { genre: "coupe" };
    }
    throw erreur;
  } finally {
    clearTimeout(patience);
  }
}
