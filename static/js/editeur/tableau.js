// What the editor says of itself: saved or waiting, what is left to do, what must be decided (COR-06).
//
//   new Tableau(racine, registre, { seule })     seule: the coordinateur's editor holds one copy (HAR-05)
//   tableau.dire(copie, envoi, { enSaisie })     the state, the count of the lot, the alerts that last
//   tableau.alerter(texte)                       an alert of the moment, until the next copy
//   tableau.oublier()                            another copy is shown
//   tableau.expirer(envoi)                       the session ended

const element = (nom) => document.querySelector(`[data-ed-${nom}]`);

const ecrire = (porteur, texte) => {
  if (porteur.textContent !== texte) {
    porteur.textContent = texte;
  }
};

function alerte(texte, acte, lien = null) {
  const boite = document.createElement("div");
  boite.className = "fr-alert fr-alert--warning fr-alert--sm sn-alerte";
  boite.setAttribute("role", "alert");
  const phrase = document.createElement("p");
  phrase.append(`${texte} `);
  if (acte) {
    const bouton = document.createElement(acte.href ? "a" : "button");
    bouton.textContent = acte.texte;
    bouton.className = "fr-btn fr-btn--sm fr-btn--secondary";
    if (acte.href) {
      bouton.href = acte.href;
      bouton.target = acte.ailleurs ? "_blank" : "";
    } else {
      bouton.type = "button";
      bouton.addEventListener("click", () => (acte.confirmer && bouton.textContent !== acte.confirmer ? ecrire(bouton, acte.confirmer) : acte.faire()));
    }
    phrase.append(bouton);
  }
  if (lien) {
    const ancre = document.createElement("a");
    Object.assign(ancre, { textContent: lien.texte, href: lien.href, className: "fr-btn fr-btn--sm fr-btn--tertiary" });
    phrase.append(" ", ancre);
  }
  boite.append(phrase);
  return boite;
}

export class Tableau {
  constructor(racine, registre, { seule }) {
    Object.assign(this, { racine, registre, seule });
    this.durables = document.createElement("div");
    this.passageres = document.createElement("div");
    element("alertes").replaceChildren(this.durables, this.passageres);
  }

  dire(copie, envoi, { enSaisie }) {
    this.#direLEtat(copie, envoi, enSaisie);
    if (!this.seule) {
      this.#direLeReste(copie);
    }
    this.#direLesReports(copie);
    this.racine.querySelector('[data-ed-geste="defaire"]').disabled = !copie.faits.length;
    this.racine.querySelector('[data-ed-geste="refaire"]').disabled = !copie.defaits.length;
    this.cle = copie.cle;
    this.#alertesDurables(envoi);
  }

  #direLEtat(copie, envoi, enSaisie) {
    const restent = this.registre.nombre;
    const combien = `${restent} ${restent > 1 ? "changements" : "changement"}`;
    const etats = {
      enregistre: restent ? `En attente\u00a0: ${combien}` : "Enregistré",
      envoi: "Enregistrement…",
      attente: restent ? `En attente du réseau\u00a0: ${combien}` : "Hors ligne",
      session: "Session expirée",
    };
    const etat = enSaisie && envoi.etat === "enregistre" ? "envoi" : envoi.etat;
    const porteur = element("etat");
    porteur.dataset.etat = copie.conflits.size ? "conflit" : etat;
    ecrire(porteur, copie.conflits.size ? "Conflit à résoudre" : etats[etat]);
  }

  #direLeReste(copie) {
    const faites = Number(copie.complete) - Number(copie.etat.complete);
    const aFaire = Math.max(0, copie.etat.restantes - (copie.etat.signalement ? 0 : faites));
    element("reste").textContent = `${aFaire}\u00a0${aFaire > 1 ? "copies" : "copie"} à faire dans ce lot.`;
  }

  // NUM-02: the pages scanned again whose annotations were carried over, until they are marked as seen.
  #direLesReports(copie) {
    const vue = ({ cle }) => copie.annotations.get(cle).some((a) => a.contenu.genre === "vu");
    const pages = copie.etat.pages.filter((page) => page.reportee && !vue(page));
    const porteur = element("reportees");
    if (porteur) {
      porteur.hidden = !pages.length;
      ecrire(porteur.querySelector("span"), pages.map((page) => page.numero).join(", "));
    }
  }

  expirer(envoi) {
    envoi.etat = "session";
    this.#alertesDurables(envoi);
  }

  alerter(texte) {
    this.passageres.replaceChildren(alerte(texte, null));
  }

  oublier() {
    this.passageres.replaceChildren();
  }

  #bloquee(cle, message, faire) {
    const attendus = this.registre.enAttente(cle);
    const combien = attendus.length > 1 ? `${attendus.length} changements ne sont pas enregistrés` : "1 changement n’est pas enregistré";
    const texte = `${attendus[0]?.nom ?? "Une copie"}\u00a0: ${combien}. ${message} ${this.registre.durable ? "Votre travail reste gardé sur cet ordinateur." : "Il n’est gardé que dans cette page\u00a0: ne la fermez pas."}`;
    const acte = { texte: "Abandonner ces changements", confirmer: "Abandonner vraiment\u00a0: ils seront perdus", faire };
    const ailleurs = !this.seule && cle !== this.cle;
    const lien = ailleurs ? { texte: "Ouvrir cette copie", href: this.racine.dataset.adresse.replace(this.racine.dataset.cle, cle) } : null;
    return [`bloquee-${cle}-${attendus.length}-${this.registre.durable}-${ailleurs}`, texte, acte, lien];
  }

  // Where this computer keeps nothing, leaving the page would lose what waits: one logs in beside it.
  #session() {
    const { durable } = this.registre;
    const adresse = `${this.racine.dataset.connexion}?next=${encodeURIComponent(window.location.pathname)}`;
    const ici = "Votre session a expiré. Votre travail est gardé sur cet ordinateur\u00a0: reconnectez-vous, il partira seul.";
    const aCote = "Votre session a expiré. Votre travail n’est que dans cette page\u00a0: reconnectez-vous dans un autre onglet, puis revenez à celui-ci, il partira seul.";
    return [`session-${durable}`, durable ? ici : aCote, { texte: durable ? "Se reconnecter" : "Se reconnecter dans un autre onglet", href: adresse, ailleurs: !durable }];
  }

  #alertesDurables(envoi) {
    const zone = this.durables;
    const voulues = [];
    if (envoi.etat === "session") {
      voulues.push(this.#session());
    }
    for (const [cle, message] of envoi.bloquees) {
      voulues.push(this.#bloquee(cle, message, () => envoi.abandonner(cle)));
    }
    if (!this.registre.durable) {
      voulues.push(["volatile", "Ce navigateur ne peut rien garder (navigation privée, ou disque plein). Tant que le réseau répond, votre travail est enregistré sur le serveur. S’il manque, ne fermez pas cette page avant «\u00a0Enregistré\u00a0».", null]);
    }
    if (voulues.map(([nom]) => nom).join() !== zone.dataset.montrees) {
      zone.dataset.montrees = voulues.map(([nom]) => nom).join();
      zone.replaceChildren(...voulues.map(([, ...quoi]) => alerte(...quoi)));
    }
  }
}
