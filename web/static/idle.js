// Warns two minutes before the conversation closes, and then takes it off the screen. What was typed stays in the box.

const WARN = 2; // minutes before the end
const notice = document.getElementById("idle");
const words = document.getElementById("idle-words");
const stay = document.getElementById("idle-stay");
const conversation = document.getElementById("conversation");
const minutes = Number(notice.dataset.minutes);
let timers = [];

function tell(text, over) {
  words.textContent = text;
  stay.hidden = over;
  notice.hidden = false;
}

function close() {
  document.getElementById("turns").replaceChildren();
  conversation.hidden = true;
  tell("The conversation was closed on this computer. What you have typed is still here.", true);
}

function startAgain() {
  timers.forEach(clearTimeout);
  notice.hidden = true;
  if (conversation.hidden) return; // no conversation, nothing to close
  const warn = Math.max(minutes - WARN, minutes / 2);
  timers = [
    setTimeout(() => tell(`This conversation closes in ${Math.ceil(minutes - warn)} minutes. What you have typed stays here.`, false), warn * 60_000),
    setTimeout(close, minutes * 60_000),
  ];
}

stay.addEventListener("click", async () => {
  try {
    const response = await fetch(notice.dataset.stay);
    if (!response.ok) throw new Error(`status ${response.status}`);
    startAgain();
    document.getElementById("question").focus();
  } catch {
    words.textContent = "The service could not be reached. Please press Stay again.";
  }
});

// An answer that appears has just been fetched.
new MutationObserver(startAgain).observe(document.getElementById("turns"), { childList: true });
startAgain();
