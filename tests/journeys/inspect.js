// What a page owes everybody: one heading, its language, a name on each control, and room on a phone.
(language) => {
  const wrong = [];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const headings = [...document.querySelectorAll("h1")].filter(shown);
  if (headings.length !== 1) wrong.push(`${headings.length} headings of the first level`);
  if (document.documentElement.lang.toLowerCase() !== language) wrong.push(`language ${document.documentElement.lang}`);
  if (!document.title.trim()) wrong.push("no title");
  const named = (element) => {
    const by = (element.getAttribute("aria-labelledby") ?? "").split(/\s+/).map((id) => document.getElementById(id)?.textContent);
    const labels = [...(element.labels ?? [])].map((label) => label.textContent);
    const inside = element.matches("input, select, textarea") ? "" : element.textContent;
    const given = [element.getAttribute("aria-label"), element.title, element.matches("[type=submit]") ? element.value : ""];
    return [...by, ...labels, inside, ...given].some((text) => text?.trim());
  };
  for (const element of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary"))
    if (shown(element) && !named(element)) wrong.push(`no name: ${element.outerHTML.slice(0, 160)}`);
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of new Set(ids.filter((id, index) => ids.indexOf(id) !== index))) wrong.push(`id ${id} twice`);
  return wrong;
};
