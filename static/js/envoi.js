// Forms marked data-santorin-envoi: asked about before they leave (data-santorin-confirmer), sent once only.

const dialogue = document.getElementById("confirmation-dialogue");
const question = document.getElementById("confirmation-question");
const oui = document.getElementById("confirmation-oui");
const non = document.getElementById("confirmation-non");
let enAttente = null;

function verrouiller(formulaire) {
  formulaire.dataset.santorinParti = "";
  for (const bouton of formulaire.querySelectorAll('button[type="submit"]')) {
    bouton.setAttribute("aria-disabled", "true");
  }
}

function deverrouiller(formulaire) {
  delete formulaire.dataset.santorinParti;
  for (const bouton of formulaire.querySelectorAll('button[type="submit"]')) {
    bouton.removeAttribute("aria-disabled");
  }
}

function demander(formulaire, bouton) {
  enAttente = { formulaire, bouton };
  question.textContent = formulaire.dataset.santorinConfirmer;
  oui.textContent = bouton ? bouton.textContent.trim() : "Confirmer";
  dialogue.returnValue = "";
  dialogue.showModal();
  non.focus();
}

document.addEventListener("submit", (evenement) => {
  const formulaire = evenement.target;
  if (!("santorinEnvoi" in formulaire.dataset)) {
    return;
  }
  if ("santorinParti" in formulaire.dataset) {
    evenement.preventDefault();
  } else if (formulaire.dataset.santorinConfirmer && !("santorinConfirme" in formulaire.dataset)) {
    evenement.preventDefault();
    demander(formulaire, evenement.submitter);
  } else {
    verrouiller(formulaire);
  }
});

dialogue.addEventListener("close", () => {
  if (dialogue.returnValue === "oui" && enAttente) {
    const { formulaire, bouton } = enAttente;
    formulaire.dataset.santorinConfirme = "";
    formulaire.requestSubmit(bouton);
    delete formulaire.dataset.santorinConfirme;
  }
  enAttente = null;
});

// Back by the browser's arrow, or a live form answered: the buttons work again.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-santorin-parti]").forEach(deverrouiller);
});
document.addEventListener("htmx:afterRequest", (evenement) => {
  const formulaire = evenement.target.closest?.("form[data-santorin-parti]");
  if (formulaire) {
    deverrouiller(formulaire);
  }
});
