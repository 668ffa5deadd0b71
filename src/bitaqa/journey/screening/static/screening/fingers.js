/* Two drawings of fingers looked at closely, both alike: + and - bring them nearer or further, arrows move them, 0 puts them
   back. The same with the buttons, the wheel and a dragging pointer. Without this file the drawings stand as they are. */

const view = document.querySelector("[data-fingers]");
if (view) {
  const panes = [...view.querySelectorAll("[data-finger]")];
  const told = view.querySelector("[data-zoom-told]");
  const least = 1, most = 8, step = 1.4;
  let near = 1, x = 0, y = 0, held = null;
  const show = () => {
    const reach = (near - 1) / near / 2;
    x = Math.min(reach, Math.max(-reach, x));
    y = Math.min(reach, Math.max(-reach, y));
    for (const pane of panes) pane.firstElementChild.style.transform = `scale(${near}) translate(${-x * 100}%, ${-y * 100}%)`;
    view.dataset.near = near.toFixed(2);
    told.textContent = `${Math.round(near * 100)} %`;
  };
  const acts = {
    nearer: () => { near = Math.min(most, near * step); },
    further: () => { near = Math.max(least, near / step); },
    whole: () => { near = 1; x = y = 0; },
    ArrowLeft: () => { x -= 0.1 / near; },
    ArrowRight: () => { x += 0.1 / near; },
    ArrowUp: () => { y -= 0.1 / near; },
    ArrowDown: () => { y += 0.1 / near; },
  };
  const keys = { "+": "nearer", "=": "nearer", "-": "further", "0": "whole" };
  const act = (name) => { acts[name](); show(); };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
    const name = keys[event.key] ?? (event.key.startsWith("Arrow") && near > 1 ? event.key : null);
    if (name in acts) { event.preventDefault(); act(name); }
  });
  view.addEventListener("click", (event) => {
    const button = event.target.closest("[data-zoom]");
    if (button) act(button.dataset.zoom);
  });
  for (const pane of panes) {
    pane.addEventListener("wheel", (event) => { event.preventDefault(); act(event.deltaY < 0 ? "nearer" : "further"); }, { passive: false });
    pane.addEventListener("pointerdown", (event) => { held = [event.clientX, event.clientY, pane.clientWidth]; pane.setPointerCapture(event.pointerId); });
    pane.addEventListener("pointermove", (event) => {
      if (!held) return;
      x -= (event.clientX - held[0]) / held[2] / near;
      y -= (event.clientY - held[1]) / held[2] / near;
      held = [event.clientX, event.clientY, held[2]];
      show();
    });
    pane.addEventListener("pointerup", () => { held = null; });
  }
  show();
}
