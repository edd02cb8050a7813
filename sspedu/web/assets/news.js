// How much is new in the network, beside its word in the bar: asked for once the page stands, and again while the page is looked at.
//
// htmx fetches and puts it in; this file only says when. The browser asks with the tag it has, and is mostly answered that nothing is new.

const EVERY = 60000;
const LONGEST = 15 * 60000;
const mark = document.querySelector("[data-news]");
let wait = EVERY;
let askedAt = 0;
let isOver = false;

function ask() {
  if (isOver || document.visibilityState !== "visible" || Date.now() - askedAt < wait) return;
  askedAt = Date.now();
  mark.dispatchEvent(new Event("news"));
}

if (mark) {
  // The answer to someone whose sign-in has ended is another page: it is not put in, and nothing more is asked.
  mark.addEventListener("htmx:before:response", (event) => {
    const { raw, status } = event.detail.ctx.response;
    isOver = raw.redirected || status === 401;
    wait = status >= 400 ? Math.min(2 * wait, LONGEST) : EVERY;
    if (isOver || status >= 400) event.preventDefault();
  });
  mark.addEventListener("htmx:error", () => {
    wait = Math.min(2 * wait, LONGEST);
  });
  // Within the network what one has just read must not count as new: elsewhere the browser's answer of the last minute will do.
  mark.addEventListener("htmx:config:request", (event) => {
    if (location.pathname.startsWith("/netvaerk")) event.detail.ctx.request.cache = "no-cache";
  });
  document.addEventListener("visibilitychange", ask);
  // Not when the page has loaded: htmx may hear nothing yet, and the first minute would go without a number.
  mark.addEventListener("htmx:after:init", ask);
  setInterval(ask, 5000);
}
