"use strict";
// Move and zoom the map, and open the evidence sheet of a place from map, list or table.
(function () {
  const CLOSEST = 60;

  for (const figure of document.querySelectorAll("[data-map]")) {
    const svg = figure.querySelector("svg");
    const whole = svg.viewBox.baseVal;
    const full = { width: whole.width, height: whole.height };
    const view = { x: 0, y: 0, width: full.width, height: full.height };
    const kilometre = Number(figure.dataset.kilometre);
    const bar = figure.querySelector(".scale");

    // the drawing may be smaller than its box: the unit is the larger of the two ratios
    const unit = () => Math.max(view.width / svg.clientWidth, view.height / svg.clientHeight);

    function drawScale() {
      const most = 120 * unit() / kilometre;
      const power = 10 ** Math.floor(Math.log10(most));
      const length = [5, 2, 1].map((step) => step * power).find((step) => step <= most) || power;
      bar.firstElementChild.style.width = (length * kilometre / unit()) + "px";
      bar.firstElementChild.textContent = length >= 1 ? length + " km" : Math.round(length * 1000) + " m";
      bar.style.top = (svg.clientHeight + 8) + "px";
    }

    function apply() {
      view.width = Math.min(Math.max(view.width, full.width / CLOSEST), full.width);
      view.height = view.width * full.height / full.width;
      view.x = Math.min(Math.max(view.x, 0), full.width - view.width);
      view.y = Math.min(Math.max(view.y, 0), full.height - view.height);
      svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
      svg.style.setProperty("--steady", unit());
      for (const name of svg.querySelectorAll("[data-room]")) {
        const needed = 12 * name.textContent.length * unit();
        name.style.display = needed > 1.6 * name.dataset.room ? "none" : "";
      }
      drawScale();
    }

    // keeps the point under the pointer where it is
    function zoom(factor, clientX, clientY) {
      const box = svg.getBoundingClientRect();
      const across = clientX === undefined ? 0.5 : (clientX - box.left) / box.width;
      const down = clientY === undefined ? 0.5 : (clientY - box.top) / box.height;
      const width = Math.min(Math.max(view.width / factor, full.width / CLOSEST), full.width);
      const height = width * full.height / full.width;
      view.x += (view.width - width) * across;
      view.y += (view.height - height) * down;
      view.width = width;
      apply();
    }

    for (const button of figure.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", () => {
        const factor = Number(button.dataset.zoom);
        if (factor) return zoom(factor);
        Object.assign(view, { x: 0, y: 0, width: full.width });
        apply();
      });
    }
    svg.addEventListener("dblclick", (event) => { event.preventDefault(); zoom(2, event.clientX, event.clientY); });
    svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.25 : 0.8, event.clientX, event.clientY);
    }, { passive: false });

    const fingers = new Map();
    let moved = false;
    svg.addEventListener("pointerdown", (event) => {
      fingers.set(event.pointerId, event);
      moved = false;
    });
    addEventListener("pointermove", (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const others = [...fingers.values()].filter((finger) => finger.pointerId !== event.pointerId);
      if (others.length === 1) {
        const other = others[0];
        const span = (finger) => Math.hypot(finger.clientX - other.clientX, finger.clientY - other.clientY);
        zoom(span(event) / Math.max(span(before), 1), other.clientX, other.clientY);
      } else if (moved || Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY) > 4) {
        moved = true;
        svg.classList.add("moving");
        view.x -= (event.clientX - before.clientX) * unit();
        view.y -= (event.clientY - before.clientY) * unit();
        apply();
      } else return;
      fingers.set(event.pointerId, event);
    });
    for (const kind of ["pointerup", "pointercancel"]) {
      addEventListener(kind, (event) => { fingers.delete(event.pointerId); svg.classList.remove("moving"); });
    }
    svg.addEventListener("click", (event) => { if (moved) event.stopPropagation(); }, true);
    addEventListener("resize", apply);
    apply();
  }

  const side = document.querySelector("[data-side]");
  if (!side) return;
  const list = side.querySelector("[data-list]"), sheets = side.querySelector("[data-sheets]");

  function choose(key) {
    for (const marked of document.querySelectorAll(".mark, tr[data-mark]")) {
      marked.classList.toggle("chosen", key !== null && (marked.dataset.sheet || marked.dataset.mark) === key);
    }
    for (const sheet of sheets.querySelectorAll("[data-is-sheet]")) sheet.hidden = sheet.id !== key;
    list.hidden = key !== null;
    sheets.hidden = key === null;
    const mark = document.querySelector(".mark.chosen");
    if (mark) {
      const focused = document.activeElement === mark;
      mark.parentNode.parentNode.append(mark.parentNode); // the last drawn is on top
      if (focused) mark.focus();
    }
    sheets.scrollTop = 0;
  }

  function open(element) {
    choose(element.dataset.sheet);
    const box = sheets.getBoundingClientRect();
    if (box.top > innerHeight - 120 || box.bottom < 120) sheets.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-sheet]");
    if (opener) open(opener);
    else if (event.target.closest("[data-back]")) choose(null);
  });
  document.addEventListener("keydown", (event) => {
    const opener = (event.key === "Enter" || event.key === " ") && event.target.closest(".mark[data-sheet]");
    if (!opener) return;
    event.preventDefault();
    open(opener);
  });
  if (document.getElementById(location.hash.slice(1) || "none")?.matches("[data-is-sheet]")) choose(location.hash.slice(1));
})();
