// Everything works without this file. With it, answers are marked in place.
import "htmx.org";
import "./form-size.js";
import "./files.js";
// Before the drafts: a form that is not sent has not handed its text on.
import "./sending.js";
import "./drafts.js";
import "./mentions.js";
import "./quoting.js";
import "./news.js";
import "./leaving.js";

// The piece that was swapped in says with `data-focus` where a reader goes on: at the result of the answer, or at what is wrong with it.
// Without this, focus would fall back to the top of the page together with the button that is gone.
document.addEventListener("htmx:after:swap", (event) => {
  const { sourceElement } = event.detail.ctx;
  const activity = document.getElementById(sourceElement.closest?.("[data-activity]")?.id ?? event.detail.ctx.target?.id);
  if (!activity?.matches("[data-activity]")) return;
  activity.querySelector("[data-focus]")?.focus();
  // The panel at the end of the lesson and the list of lessons fetch how far the reader is now.
  document.body.dispatchEvent(new Event("answered"));
});

// How a text will look is read where it was asked for.
document.addEventListener("htmx:after:swap", ({ detail }) => {
  if (detail.ctx.target?.matches?.("[data-preview]")) detail.ctx.target.querySelector("[tabindex]")?.focus();
});

// How many characters are left, under a text field that has a limit. The words come from the page, in its language.
document.addEventListener("input", (event) => {
  const counter = document.querySelector(`[data-counts="${event.target.id}"]`);
  if (!event.target.id || !counter) return;
  const left = Number(counter.dataset.limit) - event.target.value.length;
  const isTold = left < Number(counter.dataset.limit) / 10;
  counter.textContent = isTold ? (left < 0 ? counter.dataset.over : counter.dataset.left).replace("#", Math.abs(left)) : "";
});

// A page made for paper has a button for it; without this file the browser's own does the same.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// "Fejl i lektionen?" beside the text opens the form with the heading where the reader is.
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-report]")) return;
  const place = document.getElementById("side-fejl-sted");
  const above = [...document.querySelectorAll(".prose :is(h2, h3)[id]")].filter((heading) => heading.getBoundingClientRect().top < window.innerHeight / 3);
  const here = above.at(-1)?.id;
  if (here && !place.value && [...place.options].some((option) => option.value === here)) place.value = here;
  place.closest("details").open = true;
});
