// What a screen reader hears: the present step of a live fragment, said when it changes, and the error of a form.

const annonces = document.getElementById("annonces");

function annoncer(racine) {
  const porteur = racine.querySelector?.("[data-santorin-annonce]");
  const phrase = porteur?.dataset.santorinAnnonce ?? "";
  if (phrase && phrase !== annonces.textContent) {
    annonces.textContent = phrase;
  }
}

document.addEventListener("htmx:afterSettle", () => annoncer(document));

// First to be read when the page opens: the summary of errors.
document.querySelector("[data-santorin-premier]")?.focus();
