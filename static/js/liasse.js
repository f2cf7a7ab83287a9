// Sends a scanned file by pieces: each piece is checked, a cut loses nothing, the same file goes on where it stopped.

const ESSAIS = 8;

async function somme(octets) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", octets));
}

function enHexadecimal(octets) {
  return [...octets].map((octet) => octet.toString(16).padStart(2, "0")).join("");
}

// SHA-256 of the SHA-256 of the pieces: memory does not grow with the file.
async function empreinte(fichier, morceau, suivre) {
  const nombre = Math.ceil(fichier.size / morceau);
  const sommes = new Uint8Array(nombre * 32);
  for (let rang = 0; rang < nombre; rang += 1) {
    const part = fichier.slice(rang * morceau, (rang + 1) * morceau);
    sommes.set(await somme(await part.arrayBuffer()), rang * 32);
    suivre(rang / nombre);
  }
  return enHexadecimal(await somme(sommes));
}

class Refus extends Error {}

async function demander(adresse, options) {
  const jeton = document.querySelector('meta[name="jeton-csrf"]').content;
  const reponse = await fetch(adresse, { ...options, headers: { ...options.headers, "X-CSRFToken": jeton } });
  const type = reponse.headers.get("Content-Type") ?? "";
  const corps = type.includes("json") ? await reponse.json() : {};
  if (reponse.status === 409) {
    throw new Refus(corps.message);
  }
  if (reponse.status === 401 || reponse.status === 403 || reponse.status === 404) {
    throw new Refus("Votre session est terminée\u00a0: reconnectez-vous, puis choisissez à nouveau ce fichier.");
  }
  if (!reponse.ok) {
    throw new Error(String(reponse.status));
  }
  return corps;
}

// The network may come back: wait longer each time, then ask the server how far it is.
async function insister(acte, dire) {
  for (let essai = 1; ; essai += 1) {
    try {
      return await acte();
    } catch (erreur) {
      if (erreur instanceof Refus || essai === ESSAIS) {
        throw erreur;
      }
      dire("Connexion perdue\u00a0: l’envoi reprendra tout seul.");
      await new Promise((reprendre) => setTimeout(reprendre, Math.min(500 * 2 ** essai, 15000)));
    }
  }
}

async function envoyer(formulaire) {
  const [barre, texte] = ["envoi-barre", "envoi-texte"].map((nom) => document.getElementById(nom));
  const dire = (phrase) => {
    texte.textContent = phrase;
  };
  const fichier = formulaire.elements.fichier.files[0];
  const morceau = Number(formulaire.dataset.morceau);
  document.getElementById("envoi").hidden = false;
  dire("Calcul de l’empreinte…");
  const annonce = {
    nom: fichier.name,
    taille: fichier.size,
    empreinte: await empreinte(fichier, morceau, (part) => {
      barre.value = part * 100;
    }),
    remplace: formulaire.elements.remplace.checked,
  };
  const enJson = { method: "POST", headers: { "Content-Type": "application/json" } };
  const liasse = await insister(
    () => demander(formulaire.dataset.annonce, { ...enJson, body: JSON.stringify(annonce) }),
    dire,
  );
  let { recus } = liasse;
  while (liasse.etat === "envoi" && recus < fichier.size) {
    const part = await fichier.slice(recus, recus + morceau).arrayBuffer();
    const debut = recus;
    ({ recus } = await insister(
      () =>
        demander(`${liasse.api}morceaux/${debut}/`, {
          method: "PUT",
          headers: { "Content-Type": "application/octet-stream" },
          body: part,
        }),
      dire,
    ));
    barre.value = (recus / fichier.size) * 100;
    dire(`${Math.floor((recus / fichier.size) * 100)}\u00a0% envoyés`);
  }
  if (liasse.etat === "envoi") {
    await insister(() => demander(`${liasse.api}terminer/`, { ...enJson, body: "{}" }), dire);
  }
  window.location.assign(liasse.page);
}

for (const formulaire of document.querySelectorAll("form[data-santorin-liasse]")) {
  formulaire.addEventListener("submit", (evenement) => {
    if (!formulaire.elements.fichier.files.length || !crypto.subtle) {
      return;
    }
    evenement.preventDefault();
    const bouton = formulaire.querySelector('button[type="submit"]');
    if (bouton.getAttribute("aria-disabled") === "true") {
      return;
    }
    bouton.setAttribute("aria-disabled", "true");
    envoyer(formulaire).catch((erreur) => {
      bouton.removeAttribute("aria-disabled");
      document.getElementById("envoi-texte").textContent =
        erreur instanceof Refus
          ? erreur.message
          : "L’envoi n’a pas abouti. Choisissez à nouveau ce fichier\u00a0: il reprendra où il en était.";
    });
  });
}
