/* Copyright (c) 2026 The community.cognigy authors
   GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
   SPDX-License-Identifier: GPL-3.0-or-later */
"use strict";
{
  const collator = new Intl.Collator(undefined, {numeric: true, sensitivity: "base"});
  const valueOf = (row, column) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();

  /* What is not known comes last, whichever way is sorted. */
  const compare = (one, other, direction) =>
    one === "" || other === "" ? (one === "") - (other === "") : direction * collator.compare(one, other);

  for (const section of document.querySelectorAll("section[data-table]")) {
    const table = section.querySelector("table");
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    const rows = [...body.rows];
    const tools = section.querySelector(".tools");
    const field = tools.querySelector("input");
    const count = tools.querySelector("output");

    const sort = (head, column) => {
      const ascending = head.getAttribute("aria-sort") !== "ascending";
      heads.forEach((other) => other.setAttribute("aria-sort", "none"));
      head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
      rows.sort((one, other) => compare(valueOf(one, column), valueOf(other, column), ascending ? 1 : -1));
      body.append(...rows);
    };

    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(head, column));
      head.append(button);
      head.setAttribute("aria-sort", "none");
    });

    /* Every word has to be somewhere in the row. */
    const filter = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        shown += row.hidden ? 0 : 1;
      }
      count.value = `${shown} of ${rows.length} rows`;
    };

    field.addEventListener("input", filter);
    filter();
    tools.hidden = false;
  }
}
