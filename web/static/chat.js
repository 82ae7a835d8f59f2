// Sends questions without leaving the page. Whatever fails, the real form is sent: the key makes it the same turn.

const form = document.getElementById("ask");
const box = document.getElementById("question");
const send = document.getElementById("send");
const say = document.getElementById("say");
const conversation = document.getElementById("conversation");
const PATIENCE = 20_000; // milliseconds
let pending = false;

async function post(target, submitter) {
  const body = new URLSearchParams(new FormData(target, submitter));
  const response = await fetch(target.action, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

function submitReally(target, submitter) {
  if (submitter?.name) {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: submitter.name, value: submitter.value });
    target.append(field);
  }
  target.submit();
}

function wait(on) {
  pending = on;
  box.readOnly = on;
  send.setAttribute("aria-disabled", on);
  say.className = on ? "gpe-small" : "nhsuk-u-visually-hidden";
  say.textContent = on ? "Looking for an answer…" : "Your answer is shown.";
}

function take(page) {
  if (page.getElementById("preview")) throw new Error("the GP is asked first"); // then the real form is sent, and shows it
  const news = page.getElementById("conversation");
  const turns = document.getElementById("turns");
  if (news.dataset.session !== conversation.dataset.session) turns.replaceChildren();
  conversation.dataset.session = news.dataset.session;
  for (const item of news.querySelectorAll("#turns > li")) {
    if (!document.getElementById(item.firstElementChild.id)) turns.append(document.adoptNode(item));
  }
  form.elements.key.value = page.querySelector("#ask [name=key]").value;
  conversation.hidden = false;
  return turns.lastElementChild.firstElementChild;
}

form.addEventListener("submit", async (event) => {
  if (document.querySelector(".nhsuk-error-summary, #preview")) return; // a page that shows an error, or asks what to keep, is replaced as a whole
  event.preventDefault();
  if (pending) return;
  const ready = event.submitter?.name === "ready";
  wait(true);
  try {
    const newest = take(await post(form, event.submitter));
    if (!ready) box.value = "";
    box.dispatchEvent(new Event("keyup")); // the counter listens to keys
    wait(false);
    document.querySelectorAll("main > .gpe-notice").forEach((notice) => notice.remove());
    document.getElementById("starters")?.removeAttribute("open");
    newest.focus({ preventScroll: true });
    newest.scrollIntoView();
  } catch {
    submitReally(form, event.submitter);
  }
});

document.addEventListener("submit", async (event) => {
  const id = event.target.dataset.stay;
  if (!id) return;
  event.preventDefault();
  try {
    const page = await post(event.target, event.submitter);
    document.getElementById(id).querySelector(".gpe-feedback").replaceWith(page.getElementById(id).querySelector(".gpe-feedback"));
    document.getElementById(id).querySelector(".gpe-feedback summary").focus();
    say.textContent = "Thank you.";
  } catch {
    submitReally(event.target, event.submitter);
  }
});

box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit(send);
});

document.getElementById("keys").hidden = false;
