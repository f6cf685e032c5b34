// Adds up what is ticked and compares it with what the chosen vehicle may carry. The server judges again at departure.

const sum = document.querySelector("[data-load-sum]");
const form = sum?.closest("form");

// Weights come as text with three decimals; grams are whole numbers, so nothing is rounded.
const grams = (text) => Math.round(Number(text) * 1000);
const shown = (value) => (value / 1000).toLocaleString("en", { maximumFractionDigits: 3 });

function show() {
  const load = [...form.querySelectorAll("[data-kg]:checked")].reduce((total, box) => total + grams(box.dataset.kg), 0);
  const most = form.querySelector("[data-max-kg]:checked")?.dataset.maxKg ?? sum.dataset.maxKg;
  const before = grams(sum.dataset.already ?? "0");
  sum.hidden = false;
  sum.querySelector("[data-load-kg]").textContent = shown(load + before);
  sum.querySelector("[data-load-limit]").hidden = !most;
  if (most) sum.querySelector("[data-load-most]").textContent = shown(grams(most));
  sum.querySelector("[data-load-over]").hidden = !most || load + before <= grams(most);
}

if (form) {
  form.addEventListener("change", show);
  show();
}
