/* Maps that can be moved, in place of the picture or the words inside a [data-map].

   The address in data-map answers GeoJSON of ours: points ("place", "depot") and lines ("tour", with their vehicle). There
   are no tiles and no fonts from elsewhere; data-outlines are the borders drawn underneath. Without WebGL, without script
   and on paper the picture stays. A tour differs by dash and number, never by colour alone; [data-map-tour] shows or hides one. */

const at = (path) => new URL(`../../vendor/maplibre/${path}`, import.meta.url).href;
const DASHES = [[1], [4, 2.5], [1, 2.5], [6, 2, 1, 2], [2.5, 1.5], [0.5, 1.5]];
const INKS = ["--go", "--wait", "--ok", "--stop", "--calm", "--ink"];

for (const box of document.querySelectorAll("[data-map]")) {
  const waiting = new IntersectionObserver((seen) => {
    if (!seen.some((each) => each.isIntersecting)) return;
    waiting.disconnect();
    draw(box).catch((fault) => { console.warn(fault); box.querySelector("[data-map-trouble]").hidden = false; });
  }, { rootMargin: "200px" });
  waiting.observe(box);
}

async function draw(box) {
  if (!document.createElement("canvas").getContext("webgl2")) return;
  const sheet = document.createElement("link");
  Object.assign(sheet, { rel: "stylesheet", href: at("maplibre-gl.css") });
  document.head.append(sheet);
  const [maplibre, found, outlines] = await Promise.all([
    import(at("maplibre-gl.mjs")), answer(box.dataset.map), box.dataset.outlines ? answer(box.dataset.outlines) : nothing(),
    new Promise((loaded) => { sheet.onload = loaded; }), document.fonts.load("16px 'Plex Arabic'", "م"),
  ]);
  if (!found.features.length) return;
  const words = JSON.parse(box.dataset.words);
  const frame = document.createElement("div");
  frame.className = "bq-map-frame";
  frame.dir = "ltr";
  box.prepend(frame);
  box.classList.add("bq-map-drawn");
  const map = new maplibre.Map({
    container: frame, style: styleOf(found, outlines), bounds: boundsOf(found.features), fitBoundsOptions: { padding: 48, maxZoom: 12 },
    attributionControl: { compact: false, customAttribution: outlines.credit ?? "" }, cooperativeGestures: true,
    dragRotate: false, pitchWithRotate: false, maxZoom: 15, fadeDuration: 0, locale: words,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }));
  map.on("click", "places", (event) => tell(maplibre, map, event));
  for (const [name, sign] of [["mouseenter", "pointer"], ["mouseleave", ""]]) map.on(name, "places", () => { map.getCanvas().style.cursor = sign; });
  map.once("idle", () => { box.dataset.ready = "yes"; });
  for (const tick of document.querySelectorAll("[data-map-tour]")) {
    tick.addEventListener("change", () => {
      for (const layer of [`tour-${tick.dataset.mapTour}`, `number-${tick.dataset.mapTour}`])
        map.setLayoutProperty(layer, "visibility", tick.checked ? "visible" : "none");
    });
  }
  box.map = map;
}

async function answer(address) {
  const got = await fetch(address, { credentials: "same-origin" });
  if (!got.ok) throw new Error(`${address}: ${got.status}`);
  return got.json();
}

const nothing = async () => ({ type: "FeatureCollection", features: [] });
const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function boundsOf(features) {
  const points = features.flatMap(({ geometry: { type, coordinates } }) => (type === "Point" ? [coordinates] : coordinates));
  const [xs, ys] = [points.map((p) => p[0]), points.map((p) => p[1])];
  const span = (all) => all.reduce(([low, high], one) => [Math.min(low, one), Math.max(high, one)], [Infinity, -Infinity]);
  const [[west, east], [south, north]] = [span(xs), span(ys)];
  return [west, south, east, north];
}

function styleOf(found, outlines) {
  const many = found.features.length > 2000;
  const written = { "text-font": ["Plex Latin", "Plex Arabic", "sans-serif"], "text-size": 14 };
  const paper = { "text-color": ink("--ink"), "text-halo-color": ink("--surface"), "text-halo-width": 1.5 };
  const tours = [...new Set(found.features.filter((f) => f.properties.kind === "tour").map((f) => f.properties.vehicle))].sort((a, b) => a - b);
  const about = (vehicle) => ["==", ["get", "vehicle"], vehicle];
  return {
    version: 8,
    sources: {
      found: { type: "geojson", data: found, attribution: "" }, outlines: { type: "geojson", data: outlines },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": ink("--surface-sunk") } },
      { id: "outlines", type: "line", source: "outlines", paint: { "line-color": ink("--line-strong"), "line-width": 0.7, "line-opacity": 0.6 } },
      ...tours.map((vehicle) => ({
        id: `tour-${vehicle}`, type: "line", source: "found", filter: about(vehicle), layout: { "line-cap": "butt", "line-join": "round" },
        paint: { "line-color": ink(INKS[vehicle % INKS.length]), "line-width": 2.5, "line-offset": 3 * vehicle, "line-dasharray": DASHES[vehicle % DASHES.length] },
      })),
      {
        id: "places", type: "circle", source: "found", filter: ["==", ["geometry-type"], "Point"],
        paint: {
          "circle-radius": many ? ["interpolate", ["exponential", 1.6], ["zoom"], 5, 1.2, 12, 8] : ["coalesce", ["get", "size"], 6],
          "circle-color": ["match", ["get", "kind"], "depot", ink("--ink"), ink("--go")], "circle-opacity": many ? 0.6 : 0.75,
          "circle-stroke-color": ink("--surface"), "circle-stroke-width": many ? 0 : 1.5,
        },
      },
      {
        id: "names", type: "symbol", source: "found", filter: ["==", ["geometry-type"], "Point"], minzoom: many ? 9 : 0,
        layout: { ...written, "text-field": ["get", "name"], "text-variable-anchor": ["top", "bottom", "left", "right"], "text-radial-offset": 0.9 }, paint: paper,
      },
      ...tours.map((vehicle) => ({
        id: `number-${vehicle}`, type: "symbol", source: "found", filter: about(vehicle),
        layout: { ...written, "symbol-placement": "line", "symbol-spacing": 180, "text-field": ["get", "number"], "text-size": 16, "text-rotation-alignment": "viewport" },
        paint: { ...paper, "text-color": ink(INKS[vehicle % INKS.length]), "text-halo-width": 2.5 },
      })),
    ],
  };
}

function tell(maplibre, map, event) {
  const { geometry, properties } = event.features[0];
  const said = document.createElement("div");
  said.className = "bq-map-said";
  said.dir = document.documentElement.dir;
  const name = document.createElement(properties.href ? "a" : "strong");
  if (properties.href) name.href = properties.href;
  name.textContent = properties.name;
  said.append(name, document.createElement("br"), properties.said ?? "");
  new maplibre.Popup({ maxWidth: "18rem" }).setLngLat(geometry.coordinates).setDOMContent(said).addTo(map);
}
