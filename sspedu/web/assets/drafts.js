// What is being written is kept as a draft: a while after the typing stops, when the field is left, and when the page is.
//
// Not htmx: nothing may ever be swapped where somebody writes, whatever the server answers, and only a request of our own outlives its page.
// A form asks for it with `data-draft`, the address that keeps its draft; the words for what went wrong stand on it too.

import { isTooLarge } from "./form-size.js";
import { isSaid, unsay } from "./notes.js";

const PAUSE = 1500;
const FIRST_RETRY = 4000;
const LONGEST_RETRY = 30000;
const TIMEOUT = 15000;
// Tells this page from another tab, and counts its saves, so that the server knows an older one that arrives late.
const tab = Array.from(crypto.getRandomValues(new Uint32Array(4)), (number) => number.toString(36)).join("");
let count = 0;

const states = new Map();

// Whether somebody has written or chosen something in a form that keeps a draft. What our own scripts write into is hidden.
function isChanged(form) {
  return Array.from(form.elements).some((field) => {
    if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
    return "defaultValue" in field && field.type !== "hidden" && field.type !== "file" && field.value !== field.defaultValue;
  });
}

function stateOf(form) {
  if (!states.has(form)) states.set(form, { isDirty: false, isUnsafe: false, isBusy: false, timer: 0, retry: FIRST_RETRY });
  return states.get(form);
}

function tell(form, words) {
  const line = form.querySelector("[data-draft-status]");
  // The same words again are not said again.
  if (line && line.textContent !== words) line.textContent = words;
}

function later(form, milliseconds) {
  const state = stateOf(form);
  clearTimeout(state.timer);
  state.timer = setTimeout(() => save(form), milliseconds);
}

function fail(form, words, isWorthRetrying) {
  const state = stateOf(form);
  state.isDirty = state.isUnsafe = true;
  tell(form, words);
  if (!isWorthRetrying) return;
  later(form, state.retry);
  state.retry = Math.min(2 * state.retry, LONGEST_RETRY);
}

// Larger than the server reads: there is no use in asking, and the button says the same.
function stay(form) {
  const state = stateOf(form);
  state.isDirty = false;
  state.isUnsafe = true;
  if (!isSaid(form)) tell(form, document.body.dataset.formTooLarge);
}

// Shows what became of a save. Returns whether the server holds all of it.
function show(form, answer) {
  const piece = new DOMParser().parseFromString(answer, "text/html").querySelector("div");
  if (!piece) return false;
  if (piece.dataset.seen) form.elements.seen.value = piece.dataset.seen;
  tell(form, piece.querySelector("[data-words]").textContent.trim());
  form.querySelector("[data-draft-more]")?.replaceChildren(...piece.querySelector("[data-more]").childNodes);
  return piece.dataset.masked === undefined;
}

async function save(form, { isLeaving = false } = {}) {
  const state = stateOf(form);
  clearTimeout(state.timer);
  if (!form.isConnected) return states.delete(form);
  if (!state.isDirty) return;
  if (state.isBusy && !isLeaving) return later(form, PAUSE);
  if (isTooLarge(form)) return stay(form);
  const body = new URLSearchParams(new FormData(form));
  body.set("tab", tab);
  body.set("sequence", ++count);
  const stop = new AbortController();
  const limit = isLeaving ? 0 : setTimeout(() => stop.abort(), TIMEOUT);
  state.isBusy = true;
  state.isDirty = false;
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body, keepalive: isLeaving, redirect: "manual", signal: stop.signal });
    if (answer.status === 200 || answer.status === 422) {
      state.retry = FIRST_RETRY;
      // What the server may not hold (a CPR number) is nowhere but in this field.
      state.isUnsafe = !show(form, await answer.text()) || answer.status === 422;
      // What was said of the net no longer holds: the text has just come through.
      if (answer.status === 200) unsay(form);
    } else {
      fail(form, answer.status === 401 ? form.dataset.signedOut : form.dataset.away, answer.status >= 500);
    }
  } catch {
    fail(form, form.dataset.offline, true);
  } finally {
    clearTimeout(limit);
    state.isBusy = false;
  }
}

function begin(form) {
  form.elements.tab.value = tab;
  stateOf(form).isDirty = true;
}

function saveAll(options) {
  for (const [form, state] of states) if (state.isDirty) save(form, options);
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-draft]");
  if (!form) return;
  begin(form);
  later(form, PAUSE);
});

document.addEventListener("focusout", (event) => {
  const form = event.target.closest?.("form[data-draft]");
  if (form && states.get(form)?.isDirty) save(form);
});

// A form that is being sent keeps its own text; if that does not arrive, the draft is tried again.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target.closest?.("form[data-draft]");
    if (!form || !states.has(form)) return;
    stateOf(form).isUnsafe = false;
    form.elements.sequence.value = count;
    if (stateOf(form).isDirty) later(form, LONGEST_RETRY);
  },
  true,
);

document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && saveAll({ isLeaving: true }));
window.addEventListener("pagehide", () => saveAll({ isLeaving: true }));
// What the browser itself has put back into a field (a page loaded again, a tab that was put away meanwhile) was never saved. It began from
// another page than this one: what this one shows is set aside, and what is saved stands beside it.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) return;
  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (!isChanged(form)) continue;
    form.elements.seen.value = form.elements.based_on.value = "";
    begin(form);
    save(form);
  }
});
window.addEventListener("online", () => saveAll());
window.addEventListener("offline", () => {
  for (const [form, state] of states) if (state.isDirty) tell(form, form.dataset.offline);
});

// The browser asks once before it throws away what could not be kept anywhere.
window.addEventListener("beforeunload", (event) => {
  const isAtRisk = [...states].some(([form, state]) => form.isConnected && state.isUnsafe && isChanged(form));
  if (isAtRisk) event.preventDefault();
});
