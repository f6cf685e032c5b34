// Put a verdict onto the page. Every sentence stands in the page already, in its language; here they are shown or not.

const root = document.querySelector("[data-verify]");
const language = document.documentElement.lang;
const all = (selector) => root.querySelectorAll(selector);

const weight = (grams) => `${(grams / 1000).toLocaleString("en", { maximumFractionDigits: 3 })}\u00a0kg`;

export function spaced(number) {
  return number.replace(/^(.{6})(..)(.*)(.)$/, "$1 $2 $3 $4");
}

// `2026-11-25 16:40` where the service is at home, as everywhere on its pages.
function stamp(milliseconds) {
  const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" };
  return new Intl.DateTimeFormat("sv-SE", { ...parts, timeZone: root.dataset.zone }).format(milliseconds);
}

// “3 days ago”, in the page's language.
function ago(milliseconds) {
  const seconds = Math.max(0, (Date.now() - milliseconds) / 1000);
  const [unit, size] = [["day", 86400], ["hour", 3600], ["minute", 60]].find(([, least]) => seconds >= least) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-Math.floor(seconds / size), unit);
}

function badge(state) {
  return document.querySelector(`template[data-state="${state}"]`).content.cloneNode(true);
}

function fill(name, ...content) {
  for (const place of all(`[data-fill="${name}"]`)) {
    place.replaceChildren(...content.map((part) => part.cloneNode?.(true) ?? part));
    const row = place.closest("[data-row]");
    if (row) row.hidden = content.every((part) => part === "");
  }
}

export function show(verdict) {
  for (const section of all("[data-kind]")) section.hidden = section.dataset.kind !== verdict.kind;
  for (const sentence of all("[data-reason]")) sentence.hidden = sentence.dataset.reason !== verdict.reason;
  root.querySelector("[data-facts]").hidden = !verdict.claims;
  root.querySelector("[data-paste]").hidden = Boolean(verdict.claims) || verdict.kind === "checking";
  if (verdict.claims) showClaims(verdict.claims);
  showLive(verdict);
}

function showClaims(claims) {
  const others = claims.grams - claims.byCode.reduce((sum, [, grams]) => sum + grams, 0);
  fill("number", spaced(claims.number));
  fill("state", badge(claims.state), ...(claims.isFrozen ? [" ", badge("frozen")] : []));
  fill("kg", weight(claims.grams));
  fill("accepted", claims.accepted === null ? "" : weight(claims.accepted));
  fill("lines", String(claims.lines));
  fill("others", others > 0 ? weight(others) : "");
  for (const name of ["consignor", "carrier", "consignee", "plate", "issuer"]) fill(name, claims[name]);
  fill("at", stamp(claims.at));
  fill("event", `${claims.events} · ${claims.eventHash}…`);
  const rows = claims.byCode.map(([code, grams]) => {
    const row = document.createElement("li");
    row.textContent = `${code} · ${weight(grams)}`;
    return row;
  });
  fill("codes", ...rows);
}

// verdict.live: undefined while it is asked for, "offline" where nobody answers, else the record.
function showLive({ claims, live, hasMoved }) {
  const is = {
    asking: claims && !live,
    offline: claims && live === "offline",
    moved: hasMoved,
    same: live?.state && !hasMoved && live.frozen === claims.isFrozen,
    held: live?.frozen,
  };
  for (const notice of all("[data-live]")) notice.hidden = !is[notice.dataset.live];
  if (!live?.state) return;
  fill("live-state", badge(live.state));
  fill("live-since", stamp(Date.parse(live.since)));
  fill("live-accepted", live.accepted_kg === null ? "" : weight(Number(live.accepted_kg) * 1000));
}

export function showKeys(list) {
  root.querySelector("[data-keys]").hidden = !list;
  if (!list) return;
  fill("keys-age", ago(list.at));
  fill("keys-at", stamp(list.at));
  root.querySelector("[data-keys-old]").hidden = Date.now() - list.at < Number(root.dataset.oldAfterDays) * 86400000;
}
