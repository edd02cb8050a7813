// Files that are too large or too many are not sent: that would take a phone long, and they would come back. What is wrong is said by the button.
import { say } from "./notes.js";

function wrongWith(field) {
  const files = [...field.files];
  if (files.length > Number(field.dataset.maxFiles)) return field.dataset.tooMany;
  const large = files.find((file) => file.size > Number(field.dataset.maxBytes));
  return large && field.dataset.tooLarge.replace("#", large.name);
}

document.addEventListener(
  "submit",
  (event) => {
    const field = event.target.querySelector("[data-max-bytes]");
    const words = field && wrongWith(field);
    if (!words) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say(event.target, words);
  },
  true,
);
