// An answer that could not be sent says so beside its button; what was chosen stands there still. The words come from the page.
document.addEventListener("htmx:error", (event) => {
  const form = event.target.closest?.("form") ?? event.detail.ctx?.sourceElement?.closest?.("form");
  if (!form || event.detail.error?.name !== "TypeError") return;
  let note = form.querySelector("[data-unsent]");
  if (!note) {
    note = document.createElement("p");
    note.className = "form-error-message";
    note.tabIndex = -1;
    note.setAttribute("role", "alert");
    note.dataset.unsent = "";
    form.querySelector(".actions")?.before(note);
  }
  note.textContent = document.body.dataset.unsent;
  note.focus();
});
