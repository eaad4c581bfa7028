"use strict";
// Definitions on hover, focus and tap; tables that sort and search.
(function () {
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  document.body.append(tip);

  for (const element of document.querySelectorAll("[title]")) {
    element.dataset.tip = element.title;
    element.removeAttribute("title");
  }

  function show(element) {
    tip.textContent = element.dataset.tip;
    tip.hidden = false;
    const at = element.getBoundingClientRect();
    const width = tip.offsetWidth, height = tip.offsetHeight;
    const left = Math.min(Math.max(6, at.left + at.width / 2 - width / 2), innerWidth - width - 6);
    const above = at.top - height - 8;
    tip.style.left = left + "px";
    tip.style.top = (above > 6 ? above : Math.min(at.bottom + 8, innerHeight - height - 6)) + "px";
  }

  const hide = () => { tip.hidden = true; };
  const tipped = (event) => event.target.closest && event.target.closest("[data-tip]");
  for (const kind of ["pointerover", "focusin", "click"]) {
    document.addEventListener(kind, (event) => { const found = tipped(event); found ? show(found) : hide(); });
  }
  document.addEventListener("focusout", hide);
  addEventListener("scroll", hide, { passive: true, capture: true });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });

  const valueOf = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.value !== undefined ? cell.dataset.value : cell.textContent.trim();
  };

  function sort(table, column, numeric, direction) {
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row, index) => ({ row, index, value: valueOf(row, column) }));
    const empty = (item) => item.value === "" || item.value === "–";
    rows.sort((a, b) => {
      if (empty(a) !== empty(b)) return empty(a) ? 1 : -1;
      const order = numeric ? a.value - b.value : a.value.localeCompare(b.value, "zh");
      return direction * order || a.index - b.index;
    });
    body.append(...rows.map((item) => item.row));
  }

  for (const table of document.querySelectorAll("table[data-sortable]")) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      head.setAttribute("aria-sort", "none");
      head.tabIndex = 0;
      const turn = () => {
        const numeric = head.classList.contains("number");
        const now = head.getAttribute("aria-sort");
        const next = now === "none" ? (numeric ? "descending" : "ascending") : now === "ascending" ? "descending" : "ascending";
        for (const other of table.tHead.rows[0].cells) other.setAttribute("aria-sort", "none");
        head.setAttribute("aria-sort", next);
        sort(table, column, numeric, next === "ascending" ? 1 : -1);
      };
      head.addEventListener("click", turn);
      head.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target === head) turn(); });
    });
  }

  // a table may have a search box and choices; a row shows when it fits all of them
  function filter(id) {
    const table = document.getElementById(id);
    const box = document.querySelector(`[data-finds="${id}"]`);
    const words = (box ? box.value : "").toLowerCase().split(/\s+/).filter(Boolean);
    const choices = [...document.querySelectorAll(`[data-chooses="${id}"]`)].filter((choice) => choice.value);
    let shown = 0;
    for (const row of table.tBodies[0].rows) {
      const text = row.textContent.toLowerCase();
      const fits = words.every((word) => text.includes(word)) &&
        choices.every((choice) => row.dataset[choice.dataset.by] === choice.value);
      row.hidden = !fits;
      if (fits) shown += 1;
      if (row.dataset.mark) {
        for (const mark of document.querySelectorAll(`.mark[data-sheet="${row.dataset.mark}"]`)) mark.classList.toggle("faded", !fits);
      }
    }
    const count = document.querySelector(`[data-count-of="${id}"]`);
    if (count) count.textContent = `显示 ${shown.toLocaleString("en")} / ${table.tBodies[0].rows.length.toLocaleString("en")} 行 rows`;
  }

  const filtered = new Set();
  for (const control of document.querySelectorAll("[data-finds], [data-chooses]")) {
    const id = control.dataset.finds || control.dataset.chooses;
    control.addEventListener("input", () => filter(id));
    filtered.add(id);
  }
  const wanted = new URLSearchParams(location.hash.slice(1)).get("q");
  for (const id of filtered) {
    const box = document.querySelector(`[data-finds="${id}"]`);
    if (wanted && box) box.value = wanted;
    filter(id);
  }
})();
