// Forms marked data-santorin-cocher="name": one more button ticks, or unticks, all the boxes of that name.
// data-santorin-cocher-libelle: what it says, whichever it is about to do.

for (const formulaire of document.querySelectorAll("form[data-santorin-cocher]")) {
  const cases = formulaire.querySelectorAll(`input[type="checkbox"][name="${formulaire.dataset.santorinCocher}"]:not(:disabled)`);
  if (cases.length > 1) {
    const bouton = document.createElement("button");
    bouton.type = "button";
    bouton.className = "fr-btn fr-btn--tertiary fr-btn--sm sn-cocher";
    const nommer = () => {
      const toutes = [...cases].every((une) => une.checked);
      bouton.textContent = formulaire.dataset.santorinCocherLibelle ?? (toutes ? "Tout décocher" : "Tout cocher");
      return toutes;
    };
    bouton.addEventListener("click", () => {
      const toutes = nommer();
      for (const une of cases) {
        une.checked = !toutes;
      }
      nommer();
    });
    formulaire.addEventListener("change", nommer);
    formulaire.prepend(bouton);
    nommer();
  }
}
