// A form that is larger than the server reads is not sent: its answer could not give the text back. What is wrong is said beside the button.
const limit = Number(document.body.dataset.maxForm);

function size(form) {
  return new Blob([new URLSearchParams(new FormData(form)).toString()]).size;
}

function say(form, words) {
  let note = form.querySelector("[data-too-large]");
  if (!note) {
    note = document.createElement("p");
    note.className = "form-error-message";
    note.tabIndex = -1;
    note.setAttribute("role", "alert");
    note.dataset.tooLarge = "";
    const actions = form.querySelector(".actions");
    actions ? actions.before(note) : form.append(note);
  }
  note.textContent = words;
  note.focus();
}

// In the capture phase: before anything else sends the form.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.method !== "post" || form.enctype === "multipart/form-data" || size(form) < limit) {
      form.querySelector("[data-too-large]")?.remove();
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    say(form, document.body.dataset.formTooLarge);
  },
  true,
);
