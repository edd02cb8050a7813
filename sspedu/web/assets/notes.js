// What is said beside a form's button when it was not sent: one line, in place of anything that was said there before. The words come from the
// page, in its language.

export function say(place, words) {
  let note = place.querySelector("[data-note]");
  if (!note) {
    note = document.createElement("p");
    note.className = "form-error-message";
    note.tabIndex = -1;
    note.setAttribute("role", "alert");
    note.dataset.note = "";
    const actions = place.querySelector(".actions");
    actions ? actions.before(note) : place.append(note);
  }
  note.textContent = words;
  // One sentence at a time: what was said of the draft is about the same text.
  place.querySelector("[data-draft-status]")?.replaceChildren();
  note.focus();
}

export function unsay(place) {
  place.querySelector("[data-note]")?.remove();
}

export function isSaid(place) {
  return place.querySelector("[data-note]") !== null;
}
