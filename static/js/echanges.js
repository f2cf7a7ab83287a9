// What every live exchange needs: the CSRF token, the end of a session, the loss of the network.

const panne = document.getElementById("panne-reseau");

document.addEventListener("htmx:configRequest", (evenement) => {
  const jeton = document.querySelector('meta[name="jeton-csrf"]');
  if (jeton) {
    evenement.detail.headers["X-CSRFToken"] = jeton.content;
  }
});

// A whole page where a fragment was asked: the session ended and the login answered. Reload, so that it shows.
document.addEventListener("htmx:beforeSwap", (evenement) => {
  if (/^\s*<!doctype html/i.test(evenement.detail.serverResponse ?? "")) {
    evenement.detail.shouldSwap = false;
    window.location.reload();
  }
});

document.addEventListener("htmx:sendError", () => {
  panne.hidden = false;
});

document.addEventListener("htmx:afterRequest", (evenement) => {
  if (evenement.detail.successful) {
    panne.hidden = true;
  }
});
