// A form is sent once, however often its button is clicked, and one that cannot be sent says so beside the button and keeps what is in it.
import { say } from "./notes.js";

// As long as an answer may take before somebody who waits for it may well try again.
const PATIENCE = 10000;
let sent = new WeakSet();

// A second click would end the first request and ask again, and a link that works once would be used up by the answer that nobody saw.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    const isOffline = !navigator.onLine;
    if (isOffline || sent.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    if (isOffline) say(form, document.body.dataset.unsent);
    // htmx disables the button of its own forms until there is an answer.
    else if (!form.hasAttribute("hx-post")) {
      sent.add(form);
      setTimeout(() => sent.delete(form), PATIENCE);
    }
  },
  true,
);

// The second click of a double click was meant for what the first one was on, never for what an answer has put in its place meanwhile.
let clicked;
document.addEventListener(
  "click",
  (event) => {
    if (event.detail > 1 && clicked && !clicked.isConnected) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else clicked = event.target;
  },
  true,
);

// Coming back to a page that the browser has kept as it was.
window.addEventListener("pageshow", () => (sent = new WeakSet()));

// The browser thought that it was on the net, and no answer came.
document.addEventListener("htmx:error", ({ target, detail: { ctx } }) => {
  if (!ctx || ctx.text !== undefined) return;
  const from = ctx.sourceElement ?? target;
  const place = from.closest?.("form") ?? from.closest?.("[data-activity]");
  if (place) say(place, document.body.dataset.unsent);
});
