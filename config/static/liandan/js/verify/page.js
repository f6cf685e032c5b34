// The page that checks a manifest's code: at once with the keys that are kept here, again with the network's, then it
// asks for the live state. A new code in the same tab starts anew.

import { freshKeys, keptKeys, patience } from "./keys.js";
import { show, showKeys } from "./show.js";
import { judge, withLive } from "./verdict.js";

const root = document.querySelector("[data-verify]");
const { keysUrl, workerUrl, verifyUrl } = root.dataset;
let round = 0;

function numberInAddress() {
  return location.pathname.slice(verifyUrl.length).replace(/\/+$/, "");
}

function tokenInAddress() {
  const text = location.hash.slice(1);
  try {
    return decodeURIComponent(text); // some scanners escape what need not be
  } catch {
    return text;
  }
}

async function askLive(number, token) {
  const address = `${verifyUrl}${encodeURIComponent(number)}/live.json`;
  try {
    const answer = await fetch(address, { cache: "no-store", headers: { "Liandan-Token": token }, signal: patience() });
    if (answer.status === 404) return null;
    return answer.ok ? await answer.json() : "offline";
  } catch {
    return "offline";
  }
}

async function check() {
  const [token, number, mine] = [tokenInAddress(), numberInAddress(), (round += 1)];
  const isLast = () => mine === round;
  const network = freshKeys(keysUrl);
  const kept = await keptKeys(keysUrl);
  if (!token) {
    show({ kind: "nothing" });
    showKeys((await network) ?? kept);
    return;
  }
  let verdict = await judge(token, number, kept, false);
  if (isLast()) {
    // What only newer keys could tell waits for them.
    show(verdict.kind === "unchecked" ? { kind: "checking" } : verdict);
    showKeys(kept);
  }
  const fresh = await network;
  const list = fresh ?? kept;
  verdict = await judge(token, number, list, Boolean(fresh));
  if (verdict.claims) {
    const live = fresh ? await askLive(verdict.claims.number, token) : "offline";
    verdict = live === "offline" ? { ...verdict, live } : withLive(verdict, live);
  }
  if (!isLast()) return;
  show(verdict);
  showKeys(list);
}

// What was pasted is checked here and not sent anywhere.
root.querySelector("[data-paste] form").addEventListener("submit", (event) => {
  event.preventDefault();
  const pasted = new FormData(event.target).get("t").trim();
  const [before, token] = pasted.includes("#") ? pasted.split("#", 2) : ["", pasted];
  const number = /\/v\/([0-9A-Za-z]+)/.exec(before)?.[1] ?? "";
  history.replaceState(null, "", `${verifyUrl}${number}#${token}`);
  check();
});

// The other language is another answer of the server's; what stands behind the # would get lost on the way.
for (const next of document.querySelectorAll("input[name=next]")) {
  next.form.addEventListener("submit", () => {
    next.value = location.pathname + location.hash;
  });
}

if (!root.dataset.answered) {
  check();
  window.addEventListener("hashchange", check);
  navigator.serviceWorker?.register(workerUrl).catch(() => {}); // without it the page needs a network, and says so
}
