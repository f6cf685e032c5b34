// After a code is chosen: fill in the official name and hazards where the clerk has not written anything yet.

const box = document.querySelector("[data-codes]");

async function fill(code) {
  const url = new URL(box.dataset.searchUrl, location.href);
  url.searchParams.set("q", code);
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const found = (await answer.json()).find((option) => option.value === code);
  if (!found) return;
  const name = document.querySelector("[name=official_name]");
  if (!name.value) name.value = found.name;
  const boxes = [...document.querySelectorAll("[name=hazards]")];
  if (boxes.every((hazard) => !hazard.checked)) {
    for (const hazard of boxes) hazard.checked = found.hazards.includes(hazard.value);
  }
}

box?.querySelector("[name=code]").addEventListener("change", (event) => fill(event.target.value));
