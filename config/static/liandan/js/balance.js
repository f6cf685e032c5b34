// Adds up what went into a treatment and what came out while somebody types. The server judges again, to the gram.

const balance = document.querySelector("[data-balance]");
const form = balance?.closest("form");

// Weights come as text with three decimals; grams are whole numbers, so nothing is rounded.
const grams = (text) => Math.round(Number(text || 0) * 1000);
const shown = (value) => (value / 1000).toLocaleString("en", { maximumFractionDigits: 3 });
const sum = (selector) => [...form.querySelectorAll(selector)].reduce((total, box) => total + grams(box.value), 0);

function show() {
  const entered = grams(balance.dataset.inputsKg) + sum("[name=additives_kg]");
  const left = sum("[name^=product-][name$=-kg]") + sum("[name=burn_off_kg]");
  balance.hidden = false;
  balance.querySelector("[data-in]").textContent = shown(entered);
  balance.querySelector("[data-out]").textContent = shown(left);
  balance.querySelector("[data-even]").hidden = entered !== left;
  balance.querySelector("[data-missing]").hidden = entered <= left;
  balance.querySelector("[data-too-much]").hidden = entered >= left;
  for (const output of balance.querySelectorAll("[data-difference]")) output.textContent = shown(Math.abs(entered - left));
}

if (form) {
  form.addEventListener("input", show);
  show();
}
