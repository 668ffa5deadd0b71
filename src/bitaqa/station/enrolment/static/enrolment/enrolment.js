/* The one script of enrolment: camera with its oval, signature pad, old-card field, keys of a form. Pages work without it. */

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root.querySelector(selector);

/* The focus goes where the next press is: the field that is still empty, else the button that goes on. */
const form = one("[data-step-form]");
if (!one("[data-error-summary]")) {
  const first = form?.dataset.first && (document.getElementById(`id_${form.dataset.first}`) ?? document.getElementById(`id_${form.dataset.first}_0`));
  const field = first && (first.matches("input, select, textarea") ? first : first.querySelector("input"));
  const here = all("[data-focus-here]").at(-1);
  if (field) field.focus();
  else if (here) here.querySelector("a, button")?.focus({ preventScroll: Boolean(here.closest(".bq-go-on")) });
}

/* Ctrl+Enter goes on from anywhere. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  one("[data-go-on] a, [data-go-on] button:not(:disabled)")?.click();
});

/* Enter goes to the next field that is still empty; when none is, it goes on. */
if (form?.dataset.wanted) form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.target.matches("button, textarea")) return;
  event.preventDefault();
  const fields = form.dataset.wanted.split(" ").map((name) => document.getElementById(`id_${name}`)).filter(Boolean);
  const filled = (field) => (field.matches("input, select, textarea") ? field.value.trim() : field.querySelector("input:checked"));
  const later = (field) => event.target.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING;
  const next = fields.find((field) => later(field) && !filled(field) && field.checkVisibility());
  if (next) (next.matches("input, select, textarea") ? next : next.querySelector("input")).focus();
  else one("[data-go-on] button")?.click();
});

/* Old card: a scanner types three lines, each with Enter. The form leaves once the reading is whole. */
for (const field of all("[data-mrz]")) field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.shiftKey) return;
  const typed = field.value.replace(/\s/g, "");
  if (typed && (!typed.includes("<") || typed.length >= 90)) { event.preventDefault(); field.form.requestSubmit(); }
});

/* A suggestion fills a field that is still empty, and nothing else. */
document.addEventListener("click", (event) => {
  const taken = event.target.closest("[data-take]");
  const field = taken && document.getElementById(taken.dataset.take);
  if (!field || field.value.trim()) return;
  field.value = taken.dataset.text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

/* A minor's form shows who answers for them. */
document.addEventListener("htmx:afterSettle", () => {
  const said = one("#check-birth [data-minor]");
  const part = one("[data-representative]");
  if (said && part && said.textContent.trim()) part.hidden = said.dataset.minor !== "1";
});

/* Camera. The picture is the part of the view that the frame shows (4:5); the oval is where the face was brought. */
const box = one("[data-camera]");
if (box) {
  const video = one("video", box), words = one("[data-camera-words]", box);
  const open = one("[data-camera-open]"), take = one("[data-camera-take]");
  const sample = Object.assign(document.createElement("canvas"), { width: 40, height: 50 });
  const frame = () => {
    const { videoWidth: w, videoHeight: h } = video;
    const width = Math.min(w, h * 4 / 5), height = width * 5 / 4;
    return [(w - width) / 2, (h - height) / 2, width, height];
  };
  const light = () => {
    if (!video.videoWidth) return;
    const pen = sample.getContext("2d", { willReadFrequently: true });
    pen.drawImage(video, ...frame(), 0, 0, 40, 50);
    const { data } = pen.getImageData(11, 9, 18, 28);
    let sum = 0;
    for (let i = 0; i < data.length; i += 4) sum += 0.3 * data[i] + 0.6 * data[i + 1] + 0.1 * data[i + 2];
    const mean = sum / (data.length / 4);
    words.textContent = mean < 60 ? box.dataset.dark : mean > 225 ? box.dataset.bright : box.dataset.fine;
  };
  /* The station looks for the face, one frame after the other; when it does not answer, the light alone is told. */
  const drawing = one("[data-face]", box), small = Object.assign(document.createElement("canvas"), { width: 300, height: 375 });
  const token = one("[name=csrfmiddlewaretoken]", one("[data-live-file]").form).value;
  const show = (seen) => {
    drawing.toggleAttribute("hidden", !seen.box);
    drawing.toggleAttribute("data-fine", seen.fine);
    words.textContent = seen.words;
    if (!seen.box) return;
    const { left, top, width, height } = seen.box, [rect, ...dots] = drawing.children;
    const place = { x: left * 400, y: top * 500, width: width * 400, height: height * 500 };
    for (const [name, value] of Object.entries(place)) rect.setAttribute(name, value);
    dots.forEach((dot, i) => {
      const eye = seen.eyes[i];
      dot.toggleAttribute("hidden", !eye);
      if (eye) { dot.setAttribute("cx", eye[0] * 400); dot.setAttribute("cy", eye[1] * 500); }
    });
  };
  const look = async () => {
    if (document.hidden || !video.videoWidth) return;
    small.getContext("2d").drawImage(video, ...frame(), 0, 0, 300, 375);
    const sent = new FormData();
    sent.append("frame", await new Promise((done) => { small.toBlob(done, "image/jpeg", 0.85); }), "frame.jpg");
    try {
      const answer = await fetch(box.dataset.look, { method: "POST", body: sent, headers: { "X-CSRFToken": token } });
      if (!answer.ok) throw new Error(answer.status);
      show(await answer.json());
    } catch { drawing.setAttribute("hidden", ""); light(); }
  };
  const watch = async () => { await look(); setTimeout(watch, 300); };
  open.addEventListener("click", async () => {
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, height: { ideal: 1600 } }, audio: false });
      await video.play();
    } catch { words.textContent = box.dataset.noCamera; return; }
    video.hidden = false; open.hidden = true; take.hidden = false;
    take.querySelector("button").focus();
    watch();
  });
  take.addEventListener("click", () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 960, height: 1200 });
    canvas.getContext("2d").drawImage(video, ...frame(), 0, 0, 960, 1200);
    canvas.toBlob((blob) => {
      const files = new DataTransfer();
      files.items.add(new File([blob], "portrait.jpg", { type: "image/jpeg" }));
      const input = one("[data-live-file]");
      input.files = files.files;
      input.form.requestSubmit();
    }, "image/jpeg", 0.92);
  });
}

/* Scanner: while a press is under way, its page shows what lies on the glass. */
for (const scan of all("[data-scan]")) scan.addEventListener("submit", () => {
  const words = one("[data-scan-words]", scan), glass = one("[data-glass]", scan);
  words.textContent = words.dataset.wait;
  const look = () => { glass.src = `${glass.dataset.glass}?${Date.now()}`; };
  glass.addEventListener("load", () => { glass.hidden = false; setTimeout(look, 500); });
  look();
});

/* Signature pad: pen, finger or mouse. */
for (const pad of all("[data-pad]")) {
  const canvas = one("canvas", pad), pen = canvas.getContext("2d");
  const clean = () => { pen.fillStyle = "#fff"; pen.fillRect(0, 0, canvas.width, canvas.height); };
  clean();
  let drawing = false;
  const at = (event) => {
    const place = canvas.getBoundingClientRect();
    return [(event.clientX - place.left) * canvas.width / place.width, (event.clientY - place.top) * canvas.height / place.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    drawing = true; canvas.setPointerCapture(event.pointerId);
    Object.assign(pen, { lineWidth: 5, lineCap: "round", lineJoin: "round", strokeStyle: "#14202e" });
    pen.beginPath(); pen.moveTo(...at(event));
    for (const part of ["[data-pad-keep]", "[data-pad-clear]"]) one(part, pad).hidden = false;
  });
  canvas.addEventListener("pointermove", (event) => { if (drawing) { pen.lineTo(...at(event)); pen.stroke(); } });
  canvas.addEventListener("pointerup", () => { drawing = false; });
  one("[data-pad-clear]", pad).addEventListener("click", clean);
  one("[data-pad-keep] button", pad).addEventListener("click", (event) => {
    event.preventDefault();
    canvas.toBlob((blob) => {
      const files = new DataTransfer();
      files.items.add(new File([blob], "signature.png", { type: "image/png" }));
      one("[name=drawn]", pad).files = files.files;
      pad.requestSubmit();
    }, "image/png");
  });
}
