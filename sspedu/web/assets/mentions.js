// After an @ and two letters a short list of colleagues stands under the field: arrows choose, Enter or Tab takes, Escape leaves. A form asks for
// it with `data-colleagues`, an address that knows who may read. Without this file a page of its own finds them.

const PAUSE = 200;
const TYPED = /(?:^|[\s(])@([\p{L}][\p{L}\-'. ]{1,60})$/u;
let timer = 0;
let asked = 0;
// The name that was taken last: what is typed after it is none, for as long as it stands there.
let taken = { at: -1, words: "" };
// What the list was made for: of a name that was typed on since, or that the caret has left, it says nothing.
let listed = "";

function listOf(field) {
  return field.form.querySelector("[data-colleague-list]");
}

function typedIn(field) {
  const found = TYPED.exec(field.value.slice(0, field.selectionStart));
  if (!found) return "";
  const at = field.selectionStart - found[1].length - 1;
  return at === taken.at && field.value.startsWith(taken.words, at) ? "" : found[1];
}

function close(field) {
  clearTimeout(timer);
  asked += 1;
  const list = listOf(field);
  list.replaceChildren();
  list.hidden = true;
  list.previousElementSibling.textContent = "";
  field.removeAttribute("aria-activedescendant");
}

function choose(field, option) {
  for (const other of listOf(field).children) other.setAttribute("aria-selected", String(other === option));
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function take(field, option) {
  const end = field.selectionStart;
  const start = end - typedIn(field).length - 1;
  taken = { at: start, words: option.dataset.written };
  field.setRangeText(`${option.dataset.written} `, start, end, "end");
  close(field);
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

async function ask(field) {
  const typed = typedIn(field);
  const mine = ++asked;
  const list = listOf(field);
  try {
    const answer = await fetch(`${field.form.dataset.colleagues}?navn=${encodeURIComponent(typed)}`, { headers: { "HX-Request": "true" }, redirect: "manual" });
    if (mine !== asked || answer.status !== 200) return;
    const found = new DOMParser().parseFromString(`<ul>${await answer.text()}</ul>`, "text/html").querySelectorAll("li");
    if (mine !== asked || !found.length || typedIn(field) !== typed) return close(field);
    listed = typed;
    list.replaceChildren(...found);
    list.hidden = false;
    list.previousElementSibling.textContent = list.dataset.found.replace("#", found.length);
    choose(field, list.firstElementChild);
  } catch {
    // No connection: the name can be written out.
  }
}

document.addEventListener("input", ({ target: field }) => {
  if (!field.matches?.("form[data-colleagues] textarea")) return;
  clearTimeout(timer);
  if (!typedIn(field)) return close(field);
  timer = setTimeout(() => ask(field), PAUSE);
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches?.("form[data-colleagues] textarea") || listOf(field).hidden || event.isComposing) return;
  if (typedIn(field) !== listed) return close(field);
  const options = [...listOf(field).children];
  const place = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(field, options.at((place + (event.key === "ArrowDown" ? 1 : -1)) % options.length));
  else if (event.key === "Enter" || event.key === "Tab") take(field, options[place]);
  else if (event.key === "Escape") close(field);
  else return;
  event.preventDefault();
});

document.addEventListener("mousedown", (event) => {
  const option = event.target.closest?.("[data-colleague-list] [role=option]");
  if (!option) return;
  event.preventDefault();
  const field = option.closest("form").querySelector("textarea");
  if (typedIn(field) === listed) take(field, option);
  else close(field);
});

document.addEventListener("focusout", ({ target: field }) => {
  if (field.matches?.("form[data-colleagues] textarea")) close(field);
});
