"use strict";
// Counts of another unit when it is chosen; hidden ones say so.
(function () {
  const choice = document.querySelector("[data-unit-of]");
  const format = (value) => Number(value).toLocaleString("en");
  choice.addEventListener("input", () => {
    const unit = Number(choice.value), whole = UNIT_CUSTOMERS[unit];
    for (const row of document.querySelectorAll("#tags tbody tr")) {
      const value = row.dataset.counts.split(",")[unit];
      const count = row.querySelector("[data-count]"), share = row.querySelector("[data-share]");
      count.dataset.value = value;
      count.textContent = value === "" ? "<" + SMALLEST : format(value);
      const part = value !== "" && whole ? value / whole : null;
      share.dataset.value = part === null ? "" : part;
      share.textContent = part === null ? "–" : (100 * part).toFixed(1) + "%";
    }
  });
})();
