// The "?" of a screen: its help page, opened over the screen. Without this module it is a plain link.

const dialogue = document.getElementById("aide-dialogue");
const texte = document.getElementById("aide-texte");

texte.addEventListener("htmx:afterSwap", () => {
  if (!dialogue.open) {
    dialogue.showModal();
  }
  texte.scrollTop = 0;
});

for (const lien of document.querySelectorAll("[data-santorin-aide]")) {
  for (const panne of ["htmx:responseError", "htmx:sendError"]) {
    lien.addEventListener(panne, () => {
      window.location.assign(lien.href);
    });
  }
}

// A click beside the dialog closes it.
dialogue.addEventListener("click", (evenement) => {
  if (evenement.target === dialogue) {
    dialogue.close();
  }
});
