// A form that is larger than the server reads is not sent: its answer could not give the text back. What is wrong is said beside the button.
import { isSaid, say, unsay } from "./notes.js";

const limit = Number(document.body.dataset.maxForm);

function size(form) {
  return new Blob([new URLSearchParams(new FormData(form)).toString()]).size;
}

export function isTooLarge(form) {
  return form.method === "post" && size(form) >= limit;
}

// In the capture phase: before anything else sends the form.
document.addEventListener(
  "submit",
  (event) => {
    unsay(event.target);
    if (!isTooLarge(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say(event.target, document.body.dataset.formTooLarge);
  },
  true,
);

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && isSaid(form) && !isTooLarge(form)) unsay(form);
});
