// A table searched as one types (data-santorin-adresse): the page's address follows, so that « back » finds it again.

document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  if (detail.successful && target.closest("[data-santorin-adresse]")) {
    window.history.replaceState(window.history.state, "", detail.pathInfo.finalRequestPath);
  }
});
