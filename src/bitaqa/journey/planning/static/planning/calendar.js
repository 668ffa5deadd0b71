/* A plan's calendar by mouse and by keyboard. Everything here ends in the form under the calendar, which works alone.

   Drag a day onto another cell, or press Enter on it, walk with the arrows and press Enter again: the vehicle of that row goes
   there on that day. While a target is chosen, what the plan would gain is asked from the server and told. Escape lets go. */

const calendar = document.querySelector("[data-calendar]");
if (calendar) {
  const form = document.querySelector("[data-move-form]");
  const said = document.querySelector("[data-move-cost]");
  let held = null, asked = 0, waiting = 0;
  const cellOf = (node) => node.closest?.("[data-day]");
  const letGo = () => {
    held?.classList.remove("bq-held");
    held?.setAttribute("aria-pressed", "false");
    held = null;
    said.textContent = "";
  };
  const hold = (cell) => { letGo(); held = cell; cell.classList.add("bq-held"); cell.setAttribute("aria-pressed", "true"); };
  const tell = (cell) => {
    const mine = ++asked;
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const query = new URLSearchParams({ vehicle: cell.dataset.vehicle, day: cell.dataset.day, node: held.dataset.node });
      const answer = await fetch(`${calendar.dataset.calendar}?${query}`, { credentials: "same-origin" });
      const text = answer.ok ? await answer.text() : "";
      if (mine === asked && held) said.textContent = text;
    }, 120);
  };
  const drop = (cell) => {
    for (const name of ["vehicle", "day"]) form.elements[name].value = cell.dataset[name];
    form.elements.node.value = held.dataset.node;
    letGo();
    form.requestSubmit();
  };
  calendar.addEventListener("dragstart", (event) => { hold(cellOf(event.target)); event.dataTransfer.effectAllowed = "copy"; });
  calendar.addEventListener("dragend", letGo);
  calendar.addEventListener("dragover", (event) => { if (held && cellOf(event.target)) event.preventDefault(); });
  calendar.addEventListener("dragenter", (event) => { const cell = cellOf(event.target); if (held && cell) tell(cell); });
  calendar.addEventListener("drop", (event) => { const cell = cellOf(event.target); if (held && cell) { event.preventDefault(); drop(cell); } });
  calendar.addEventListener("click", (event) => {
    const cell = cellOf(event.target);
    if (!cell) return;
    if (held && held !== cell) drop(cell);
    else if (held) letGo();
    else hold(cell);
  });
  calendar.addEventListener("keydown", (event) => {
    const cell = cellOf(event.target);
    if (!cell) return;
    if (event.key === "Escape") return letGo();
    const right = document.documentElement.dir === "rtl" ? -1 : 1;
    const step = { ArrowRight: [0, right], ArrowLeft: [0, -right], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
    if (!step) return;
    event.preventDefault();
    const [vehicle, day] = [Number(cell.dataset.vehicle) + step[0], Number(cell.dataset.day) + step[1]];
    const next = calendar.querySelector(`[data-vehicle="${vehicle}"][data-day="${day}"]`);
    next?.focus();
    if (next && held) tell(next);
  });
}
