// "Citér" puts the post, or what is selected of it, into the form below at once: nothing typed leaves the page.
import { say, unsay } from "./notes.js";

function selectedIn(post) {
  const selection = window.getSelection();
  const isWithin = selection.rangeCount && post.querySelector(".post__text")?.contains(selection.getRangeAt(0).commonAncestorContainer);
  return isWithin ? selection.toString().trim() : "";
}

function quoteOf(whole, passage) {
  if (!passage) return whole;
  return [whole.split("\n", 1)[0], ">", ...passage.split("\n").map((line) => `> ${line}`.trimEnd())].join("\n");
}

function insert(field, quote) {
  field.value = `${field.value.trimEnd()}\n\n${quote}\n\n`.trimStart();
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  field.scrollTop = field.scrollHeight;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-quote]");
  const field = document.getElementById("tekst");
  if (!link || !field || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const passage = selectedIn(link.closest(".post"));
  unsay(field.form);
  try {
    const answer = await fetch(link.dataset.quote, { redirect: "manual" });
    // Signed out, or gone: the page itself says which.
    if (answer.status !== 200) return location.assign(link.href);
    insert(field, quoteOf(await answer.text(), passage));
  } catch {
    say(field.form, document.body.dataset.unsent);
  }
});
