"use strict";
(() => {
  const MOST = 200, SIDE = 90;
  const sample = JSON.parse(document.getElementById("sample").textContent);
  const byId = (name) => document.getElementById(name);
  const isLetter = (character) => character !== undefined && /[\p{L}\p{N}\p{M}_]/u.test(character);
  const isRightToLeft = (text) => /^[^\p{L}]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u.test(text);
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const lastCharacter = (text) => [...text.slice(-2)].pop();
  const firstCharacter = (text) => [...text.slice(0, 2)][0];

  function linesOf(wanted, whole) {
    const found = [];
    const pattern = new RegExp(wanted.split(/\s+/).map(escaped).join("\\s+"), "giu");
    for (const { id, text } of sample) {
      for (const match of text.matchAll(pattern)) {
        const left = text.slice(0, match.index), right = text.slice(match.index + match[0].length);
        const inWord = (isLetter(lastCharacter(left)) && isLetter(firstCharacter(match[0])))
          || (isLetter(firstCharacter(right)) && isLetter(lastCharacter(match[0])));
        if (!(whole && inWord)) found.push({ left, node: match[0], right, id });
      }
    }
    return found;
  }

  function sorted(lines, order) {
    const compare = new Intl.Collator(undefined, { sensitivity: "base" }).compare;
    const keys = { right: (line) => line.right.trim(), left: (line) => line.left.trim().split(/\s+/).reverse().join(" ") };
    if (!(order in keys)) return lines;
    return lines.map((line) => [keys[order](line), line]).sort((a, b) => compare(a[0], b[0])).map((pair) => pair[1]);
  }

  function piece(kind, name, text) {
    const element = document.createElement(kind), inner = document.createElement("bdi");
    if (name) element.className = name;
    inner.textContent = text;
    element.append(inner);
    return element;
  }

  function drawn(line) {
    const item = document.createElement("li");
    item.className = "line";
    const left = [...line.left.trimEnd()], right = [...line.right];
    const cut = left.length > SIDE ? "…" + left.slice(-SIDE).join("") : left.join("");
    const rest = right.length > SIDE ? right.slice(0, SIDE).join("") + "…" : right.join("");
    item.append(piece("span", "left", cut), " ", piece("mark", "", line.node), piece("span", "right", rest), " ",
      piece("span", "source", line.id));
    return item;
  }

  function search() {
    const wanted = byId("wanted").value.trim();
    const lines = wanted ? sorted(linesOf(wanted, byId("whole").checked), byId("order").value) : [];
    byId("lines").dir = lines.length && isRightToLeft(lines[0].node) ? "rtl" : "ltr";
    byId("lines").replaceChildren(...lines.slice(0, MOST).map(drawn));
    const count = `${lines.length.toLocaleString("en")} ${lines.length === 1 ? "line" : "lines"}`;
    byId("found").textContent = !wanted ? "Type a word to search for."
      : lines.length > MOST ? `${count}, the first ${MOST} of which are shown.` : `${count}.`;
  }

  const compareTexts = new Intl.Collator(undefined, { sensitivity: "base", numeric: true }).compare;
  const numberOf = (cell) => (cell.dataset.value === undefined ? NaN : Number(cell.dataset.value));

  function compareCells(a, b, sign) {  // what is empty comes last, whatever the order
    const x = numberOf(a), y = numberOf(b), left = a.textContent, right = b.textContent;
    if ((left === "") !== (right === "")) return left === "" ? 1 : -1;
    return sign * (Number.isNaN(x) || Number.isNaN(y) ? compareTexts(left, right) : Math.sign(x - y) || 0);
  }

  function sortable(table) {
    const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0], rows = [...body.rows];
    if (rows.length < 2) return;
    const said = document.createElement("p");
    said.className = "unseen";
    said.setAttribute("role", "status");
    table.parentElement.append(said);
    heads.forEach((head, place) => {
      const button = document.createElement("button"), name = head.textContent;
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const before = head.getAttribute("aria-sort"), most = head.className === "number" ? "descending" : "ascending";
        const least = most === "descending" ? "ascending" : "descending";
        const way = before === null ? most : before === most ? least : null;
        for (const other of heads) other.removeAttribute("aria-sort");
        const sign = way === "descending" ? -1 : 1;
        const order = way === null ? rows : [...rows].sort((a, b) => compareCells(a.cells[place], b.cells[place], sign));
        if (way !== null) head.setAttribute("aria-sort", way);
        body.append(...order);
        said.textContent = way === null ? "In the order of the report." : `Sorted by ${name}, ${way}.`;
      });
    });
  }

  document.querySelectorAll(".table table").forEach(sortable);
  byId("search").addEventListener("submit", (event) => { event.preventDefault(); search(); });
  byId("order").addEventListener("change", search);
  byId("whole").addEventListener("change", search);
  search();
})();
