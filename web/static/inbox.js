// Keys in the inbox: J and K go down and up, X chooses, Enter opens the line in focus. Without them Tab does it all.

const links = [...document.querySelectorAll("[data-line] .gpe-line__words > a")];
const hint = document.getElementById("keys");
if (hint) hint.hidden = false;

function move(by) {
  const at = links.indexOf(document.activeElement);
  links[Math.max(0, Math.min(links.length - 1, at < 0 ? 0 : at + by))]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]), textarea, select")) return;
  if (event.key === "j") move(1);
  if (event.key === "k") move(-1);
  if (event.key === "x") document.activeElement.closest("[data-line]")?.querySelector("input").click();
});
