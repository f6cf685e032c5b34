// Draws flows from <figure class="sankey" data-sankey="#id-of-json-script"> or data-sankey-url="…".
// Data: {columns: [label], nodes: [{id, label, column}], links: [{source, target, kg, href, label}]}.
// d3-sankey (with d3-array, d3-path, d3-shape before it) is loaded as the global `d3`. The table beside it says the same.

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 1120;
const ROW = 26;
const MARGIN = { top: 34, right: 250, bottom: 12, left: 6 };

function shape(name, attributes = {}, text = "") {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text) element.textContent = text;
  return element;
}

function layout(data) {
  const columns = Math.max(...data.nodes.map((node) => node.column)) + 1;
  const fullest = Math.max(...Array.from({ length: columns }, (_, i) => data.nodes.filter((n) => n.column === i).length));
  const height = Math.max(240, fullest * ROW + MARGIN.top + MARGIN.bottom);
  const graph = d3
    .sankey()
    .nodeId((node) => node.id)
    .nodeAlign((node) => node.column)
    .nodeWidth(10)
    .nodePadding(12)
    .extent([
      [MARGIN.left, MARGIN.top],
      [WIDTH - MARGIN.right, height - MARGIN.bottom],
    ])({
    nodes: data.nodes.map((node) => ({ ...node })),
    links: data.links.map((link) => ({ ...link, value: Number(link.kg) })),
  });
  return { graph, height };
}

function drawLink(link, path, figures) {
  const words = `${link.label ?? `${link.source.label} → ${link.target.label}`}: ${figures.format(link.value)} kg`;
  // A link without an address is still read out, but is not a stop for the Tab key.
  const frame = link.href ? shape("a", { href: link.href, "aria-label": words }) : shape("g", { role: "img", "aria-label": words });
  frame.classList.add("sankey-link");
  frame.append(shape("title", {}, words), shape("path", { d: path(link), "stroke-width": Math.max(1.5, link.width) }));
  return frame;
}

function drawNode(node, figures) {
  const group = shape("g", { class: "sankey-node" });
  const height = Math.max(1.5, node.y1 - node.y0);
  group.append(shape("rect", { x: node.x0, y: node.y0, width: node.x1 - node.x0, height }));
  const label = shape("text", { x: node.x1 + 7, y: (node.y0 + node.y1) / 2, dy: "0.35em" });
  label.append(
    shape("tspan", {}, node.label),
    shape("tspan", { class: "sankey-kg", dx: "0.5em" }, `${figures.format(node.value)} kg`),
  );
  group.append(label, shape("title", {}, `${node.label}: ${figures.format(node.value)} kg`));
  return group;
}

export function draw(figure, data) {
  if (!data.links.length) return;
  const figures = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 0 });
  const { graph, height } = layout(data);
  const svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "group" });
  svg.setAttribute("aria-label", figure.dataset.label ?? "");
  (data.columns ?? []).forEach((text, index) => {
    const node = graph.nodes.find((candidate) => candidate.column === index);
    if (node) svg.append(shape("text", { class: "sankey-column", x: node.x0, y: 18 }, text));
  });
  const path = d3.sankeyLinkHorizontal();
  for (const link of graph.links) svg.append(drawLink(link, path, figures));
  for (const node of graph.nodes) svg.append(drawNode(node, figures));
  figure.querySelector("svg")?.remove();
  figure.prepend(svg);
}

for (const figure of document.querySelectorAll("[data-sankey], [data-sankey-url]")) {
  if (figure.dataset.sankeyUrl) {
    const answer = await fetch(figure.dataset.sankeyUrl, { headers: { Accept: "application/json" } });
    if (answer.ok) draw(figure, await answer.json());
  } else {
    draw(figure, JSON.parse(document.querySelector(figure.dataset.sankey).textContent));
  }
}
