// The grid by keyboard: Enter and the arrows go from cell to cell, as in a spreadsheet. Without it, Tab does.

const grille = document.querySelector("[data-ed-grille]");

grille.addEventListener("keydown", (evenement) => {
  const champ = evenement.target.closest(".ed-case");
  const pas = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[evenement.key];
  if (!champ || !pas) {
    return;
  }
  evenement.preventDefault();
  const colonne = champ.closest("td").cellIndex;
  const lignes = [...grille.querySelectorAll("tbody tr")];
  const rang = lignes.indexOf(champ.closest("tr")) + pas;
  const suivante = lignes[rang]?.cells[colonne] ?? (pas > 0 ? lignes[0].cells[colonne + 1] : null);
  suivante?.querySelector(".ed-case").focus();
});

grille.addEventListener("focusin", (evenement) => {
  if (evenement.target.matches(".ed-case")) {
    evenement.target.select();
  }
});
