// Whoever signs out leaves nothing to go back to: a page that the browser kept alive is fetched anew, and asks who is there.
// The tab remembers when; a page that was made after that belongs to whoever signed in since.
const LEFT = "left";
const made = Date.now();

document.addEventListener("submit", ({ target }) => {
  if (target.matches("[data-signs-out]")) sessionStorage.setItem(LEFT, Date.now());
});

window.addEventListener("pageshow", ({ persisted }) => {
  if (!persisted || Number(sessionStorage.getItem(LEFT)) < made) return;
  document.documentElement.hidden = true;
  location.reload();
});
