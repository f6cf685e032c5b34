// Says, while the gate types, how much of the load would be accepted and how much stays on the truck. The action reckons
// again; a weight that is no weight yet shows no sum.

const sum = document.querySelector("[data-judge-sum]");
const form = sum?.closest("form");

// Grams are whole numbers, so nothing is rounded.
const grams = (text) => (/^\s*\d+(\.\d{1,3})?\s*$/.test(text) ? Math.round(Number(text) * 1000) : NaN);
const shown = (value) => (value / 1000).toLocaleString("en", { maximumFractionDigits: 3 });

function judged(line) {
  const read = (name) => line.querySelector(`[name$="-${name}"]`)?.value ?? "";
  const opinion = line.querySelector('[name$="-opinion"]:checked')?.value;
  const net = grams(read("gross_kg")) - grams(read("tare_kg")); // stands where the net is left empty
  const declared = opinion === "refuse" ? line.dataset.declaredKg : "";
  const weighed = read("weighed_kg").trim() || !(net > 0) ? grams(read("weighed_kg") || declared) : net;
  if (opinion === "refuse") return [0, weighed];
  if (opinion === "part") return [grams(read("accepted_kg")), weighed - grams(read("accepted_kg"))];
  const residue = read("residue_kg").trim() ? grams(read("residue_kg")) : 0;
  return [weighed - residue, residue];
}

function show() {
  const lines = [...form.querySelectorAll("[data-declared-kg]")].map(judged);
  const [accepted, stays] = [0, 1].map((part) => lines.reduce((total, line) => total + line[part], 0));
  sum.hidden = !lines.flat().every((part) => part >= 0); // NaN, too: something is no weight yet
  sum.querySelector("[data-accepted-kg]").textContent = shown(accepted);
  sum.querySelector("[data-stays-kg]").textContent = shown(stays);
  sum.querySelector("[data-stays]").hidden = !stays;
}

if (form) {
  form.addEventListener("input", show);
  show();
}
