/* What HTML cannot do alone. Pages work without it; the server is idempotent whatever happens here. */

const on = (type, act, capture) => document.addEventListener(type, act, capture);
const typing = (node) => node.matches?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
document.documentElement.classList.add("bq-scripted");

/* One act per press: buttons sleep after the first submit and wake when the page comes back. */
on("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || "many" in form.dataset) return;
  if (form.dataset.sent) { event.preventDefault(); event.stopPropagation(); return; }
  form.dataset.sent = "1";
  const button = event.submitter;
  // After the form data is gathered: a disabled button would not send its own name.
  setTimeout(() => {
    for (const one of form.querySelectorAll("button[type=submit]")) one.disabled = true;
    button?.classList.add("bq-busy");
  });
}, true);
const wake = (form) => {
  delete form.dataset.sent;
  for (const one of form.querySelectorAll("button[type=submit]")) { one.disabled = false; one.classList.remove("bq-busy"); }
};
addEventListener("pageshow", (event) => { if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(wake); });
on("htmx:afterRequest", (event) => { const form = event.target.closest?.("form[data-sent]"); if (form) wake(form); });

/* Dialogs: opened by data-opens; Escape and Cancel close; the focus goes back where it was (native). */
on("click", (event) => {
  const node = event.target.closest?.("[data-opens], [data-close-dialog], [data-close], [data-print]");
  if (!node) return;
  if (node.dataset.opens) document.getElementById(node.dataset.opens)?.showModal();
  else if ("closeDialog" in node.dataset) node.closest("dialog")?.close();
  else if ("print" in node.dataset) print();
  else node.closest("[data-toast]")?.remove();
});

/* Keys: ? help, / search, Alt+digit a step, a digit the button that shows it. */
on("keydown", (event) => {
  if (event.altKey && /^Digit[1-9]$/.test(event.code)) {
    const step = document.querySelector(`[data-step="${event.code.slice(5)}"]`);
    if (step) { event.preventDefault(); step.click(); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "?" || event.key === "؟") { event.preventDefault(); document.getElementById("keys")?.showModal(); }
  if (event.key === "/") {
    const search = document.querySelector("[data-table-search]");
    if (search) { event.preventDefault(); search.focus(); }
  }
  // By the key's place: the figures of an Arabic keyboard press the same buttons.
  const figure = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  const pressed = figure && !event.repeat && document.querySelector(`[data-press="${figure}"]:not(:disabled)`);
  if (pressed) { event.preventDefault(); pressed.click(); }
});

/* Enter goes on: in a form marked data-enter-next, Enter moves to the next field and sends from the last one. */
on("keydown", (event) => {
  const form = event.target.form;
  if (event.key !== "Enter" || !form || !("enterNext" in form.dataset) || event.target.matches("textarea, button, [data-scanner]")) return;
  const fields = [...form.elements].filter((one) => one.matches("input:not([type=hidden]), select, textarea") && !one.disabled && one.offsetParent);
  const next = fields[fields.indexOf(event.target) + 1];
  if (next && !event.defaultPrevented) { event.preventDefault(); next.focus(); next.select?.(); }
});

/* A scanner types, then Enter. The field keeps the focus unless the reader goes to another control. */
const readyScanner = (root) => {
  const field = root.querySelector?.("[data-scanner]");
  if (field && !document.querySelector("dialog[open]") && !typing(document.activeElement ?? document.body)) { field.focus(); field.select(); }
};
on("focusout", (event) => {
  if (!event.target.matches?.("[data-scanner]")) return;
  setTimeout(() => { if (document.activeElement === document.body && document.hasFocus()) event.target.isConnected && event.target.focus(); }, 150);
});

/* A pad for PINs: its keys type into the PIN field of their form that was touched last. Nothing is shown but dots. */
on("focusin", (event) => {
  if (!event.target.matches?.("[data-pin]")) return;
  for (const one of event.target.form?.querySelectorAll("[data-pin]") ?? []) delete one.dataset.here;
  event.target.dataset.here = "1";
});
on("click", (event) => {
  const pressed = event.target.closest?.("[data-pad-key]");
  if (!pressed) return;
  const key = pressed.dataset.padKey, fields = [...pressed.form.querySelectorAll("[data-pin]")];
  const field = fields.find((one) => "here" in one.dataset) ?? fields[0];
  if (key === "next") return (fields[fields.indexOf(field) + 1] ?? pressed.form.querySelector("button:not([type=button])"))?.focus();
  field.value = key === "erase" ? field.value.slice(0, -1) : (field.value + key).slice(0, field.maxLength);
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

/* Files dropped on the area go into its input; the name is shown. */
for (const type of ["dragover", "dragleave", "drop"]) on(type, (event) => {
  const area = event.target.closest?.("[data-drop]");
  if (!area) return;
  event.preventDefault();
  area.classList.toggle("bq-drop-over", type === "dragover");
  const input = area.querySelector("input[type=file]");
  if (type === "drop" && event.dataTransfer.files.length) {
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
on("change", (event) => {
  const name = event.target.type === "file" && event.target.closest("[data-drop]")?.querySelector("[data-drop-name]");
  if (name) name.textContent = [...event.target.files].map((file) => file.name).join(" · ");
});

/* Undo bars count down, then leave. They wait while the reader is on them. */
const countDown = (bar) => {
  if (bar.dataset.running) return;
  bar.dataset.running = "1";
  const meter = bar.querySelector("progress");
  const tick = setInterval(() => {
    if (!bar.isConnected) return clearInterval(tick);
    if (bar.matches(":hover, :focus-within") || "still" in bar.dataset) return;
    meter.value -= 0.25;
    if (meter.value <= 0) { clearInterval(tick); bar.remove(); }
  }, 250);
};

/* Autosave: <form data-autosave="url"> posts quietly 1 s after the last change and says so in [data-autosave-state],
   whose data-saving, data-saved and data-failed attributes hold the words. */
const timers = new WeakMap();
on("input", (event) => {
  const form = event.target.closest?.("form[data-autosave]");
  if (!form) return;
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => autosave(form), 1000));
});
async function autosave(form) {
  const state = document.querySelector("[data-autosave-state]");
  const say = (word) => { if (state) state.textContent = state.dataset[word] ?? ""; };
  if (form.dataset.sent) return;
  say("saving");
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } });
    say(answer.ok ? "saved" : "failed");
  } catch { say("failed"); }
}

/* After a swap the focus stays where the reader was (by id), or goes to what must be read first. */
let before = "";
on("htmx:beforeSwap", (event) => {
  before = document.activeElement?.id ?? "";
  // Refusals (409, 422 …) carry a page part that says what to do: show it rather than drop it.
  if (event.detail.xhr.status >= 400 && event.detail.serverResponse) { event.detail.shouldSwap = true; event.detail.isError = false; }
});
on("htmx:afterSettle", (event) => {
  ready(event.target);
  const summary = event.target.querySelector?.("[data-error-summary]");
  if (summary) return summary.focus();
  if (before && document.activeElement === document.body) document.getElementById(before)?.focus();
});
on("htmx:sendError", () => document.body.classList.add("bq-no-link"));

function ready(root) {
  root.querySelectorAll?.("[data-undo]").forEach(countDown);
  readyScanner(root);
}
ready(document);
document.querySelector("[data-error-summary]")?.focus();
