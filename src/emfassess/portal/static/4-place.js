// "My place": the level of the computed cell that holds it, with the cell's own centre and numbers.

const FREE_SPACE_IMPEDANCE = 376.730313668; // ohm, as in units.py

// Numbers of a tile (portal/raster_files.py): bytes of equal weight together, deflated, in base 64.
async function unpacked(planes) {
  const deflated = Uint8Array.from(atob(planes), (sign) => sign.charCodeAt(0));
  const stream = new Blob([deflated]).stream().pipeThrough(new DecompressionStream("deflate"));
  const sorted = new Uint8Array(await new Response(stream).arrayBuffer());
  const count = sorted.length / 4;
  const view = new DataView(new ArrayBuffer(sorted.length));
  sorted.forEach((byte, index) => view.setUint8(4 * (index % count) + Math.floor(index / count), byte));
  return Float32Array.from({ length: count }, (_, index) => view.getFloat32(4 * index, true));
}

// The numbers are the upper bound: calculated level and scattered fields.
async function levelAt(longitude, latitude) {
  const { native, numeric, side } = settings.zooms;
  const [column, row] = worldPosition(longitude, latitude).map((v) => Math.floor(v * 256 * 2 ** native));
  const [x, y] = [Math.floor(column / side), Math.floor(row / side)];
  if (!(await hasLevels(numeric, x, y))) return null;
  const tile = await load(`tiles/levels/${x}-${y}`);
  const planes = await unpacked(tile.planes);
  const at = side * (row % side) + (column % side);
  const [calculated, power, bound, ...rest] = [0, 1, 2, 3, 4, 5, 6].map((plane) => planes[plane * side * side + at]);
  if (Number.isNaN(bound)) return null;
  const main = rest.pop();
  const [id, line] = tile.stations[main];
  return {
    longitude: tile.longitude[column % side],
    latitude: tile.latitude[row % side],
    powerDensity: power,
    fieldStrength: Math.sqrt(FREE_SPACE_IMPEDANCE * power),
    ratio: bound,
    calculated,
    expected: rest,
    station: id,
    line: line === null ? null : await stationLine(line),
  };
}

// The same bounds as publish/text/classes.py: exactly a bound belongs to the class below it.
function classOf(ratio) {
  const bounds = [0.01, 0.1, 0.5, 1];
  const index = bounds.findIndex((high) => ratio <= high);
  return ["under-1", "1-10", "10-50", "50-100", "over-100"][index < 0 ? 4 : index];
}

function scaleOf(kind) {
  const parts = settings.classes.map(([key, label]) =>
    element("span", { class: `step${key === kind ? " now" : ""}` }, element("i", { class: `class-${key}` }), label),
  );
  return element("div", { class: "scale" }, ...parts);
}

function term(name, ...value) {
  return [element("dt", {}, name), element("dd", {}, ...value)];
}

// The same digits as publish/text/bound_and_expected.py: two from ten percent on, else one.
function fewDigits(ratio) {
  return significant(100 * ratio, 100 * ratio >= 9.5 ? 2 : 1);
}

// The level that a meter would show; it stands beside the bound and decides nothing.
function expectedLine([median, low, high]) {
  if (Number.isNaN(median)) return element("p", { id: "place-expected" }, words["not-expected"]);
  const values = { expected: fewDigits(median), low: fewDigits(low), high: fewDigits(high) };
  return element("p", { id: "place-expected" }, message("expected", values));
}

function showLevel(found) {
  const box = document.getElementById("place-result");
  if (!found) return box.replaceChildren(element("p", { class: "notice" }, words.nowhere));
  const kind = classOf(found.ratio);
  const meaning = found.ratio > 1 && found.calculated <= 1 ? words["bound-above"] : words[kind];
  const [before, after] = words["at-most"].split("%(percent)s");
  const place = `${found.latitude.toFixed(7)}, ${found.longitude.toFixed(7)}`;
  const line = found.line;
  const name = line ? element("a", { href: stationPage(found.station), dir: "auto" }, line.name) : found.station;
  const by = line && line.measured ? message("measured-by", line.measured) : words.never;
  const ask = line && (line.ask || message("ask-operator", { operator: line.operator }));
  const point = `id,height_m,longitude,latitude\nhere,1.7,${found.longitude.toFixed(7)},${found.latitude.toFixed(7)}`;
  box.replaceChildren(
    element("p", { class: "big" }, before, element("b", { id: "place-percent" }, percent(found.ratio)), after),
    expectedLine(found.expected),
    scaleOf(kind),
    element("p", { class: "meaning" }, meaning),
    element(
      "dl",
      { class: "facts" },
      ...term(words.field, element("span", { id: "place-field" }, fieldStrength(found.fieldStrength))),
      ...term(words.power, element("span", { id: "place-power" }, powerDensity(found.powerDensity))),
      ...term(words.calculated, element("span", { id: "place-calculated" }, message("share", { percent: percent(found.calculated) }))),
      ...term(words.against, words.limit),
      ...term(words.computed, `${words.scenario}; ${words.height}`),
      ...term(words.centre, element("span", { id: "place-centre" }, place)),
      ...term(words.strongest, name),
      ...term(words.measured, by),
      ...term(words.due, (line && line.due) || words["no-due"]),
      ...(ask ? term(words.ask, ask) : []),
    ),
    element(
      "details",
      {},
      element("summary", {}, words.again),
      element("pre", { tabindex: "0" }, `${point}\n\n${settings.again}`),
      ...(words["again-note"] ? [element("p", {}, words["again-note"])] : []),
    ),
  );
}

function startPlace(map) {
  const form = document.getElementById("place");
  if (!form) return;
  let mine = null;
  const show = async (longitude, latitude) => {
    if (mine) mine.remove();
    mine = marker([latitude, longitude], "mine", "", `${latitude}, ${longitude}`, 18).addTo(map);
    showLevel(await levelAt(longitude, latitude));
  };
  const go = (latitude, longitude) => {
    [form.elements.latitude.value, form.elements.longitude.value] = [latitude, longitude];
    history.replaceState(null, "", `#place=${latitude},${longitude}`);
    keepPlace();
    show(longitude, latitude).catch(showError);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [latitude, longitude] = ["latitude", "longitude"].map((name) => parseFloat(form.elements[name].value.replace(",", ".")));
    if (!(Math.abs(latitude) <= 85 && Math.abs(longitude) <= 180)) {
      document.getElementById("place-result").replaceChildren(element("p", { class: "notice" }, words.bad));
      return;
    }
    map.setView([latitude, longitude], Math.max(map.getZoom(), 16));
    go(latitude, longitude);
  });
  map.on("click", (event) => {
    const place = event.latlng.wrap();
    go(Number(place.lat.toFixed(6)), Number(place.lng.toFixed(6)));
  });
  document.getElementById("device").addEventListener("click", () => {
    const box = document.getElementById("place-result");
    const refuse = () => box.replaceChildren(element("p", { class: "notice" }, words["no-device"]));
    if (!navigator.geolocation) return refuse();
    box.replaceChildren(element("p", {}, words.asking));
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      map.setView([coords.latitude, coords.longitude], 16);
      go(Number(coords.latitude.toFixed(6)), Number(coords.longitude.toFixed(6)));
    }, refuse);
  });
  const given = /^#place=(-?[\d.]+),(-?[\d.]+)$/.exec(location.hash);
  if (given && Math.abs(given[1]) <= 85 && Math.abs(given[2]) <= 180) {
    map.setView([Number(given[1]), Number(given[2])], 16);
    go(Number(given[1]), Number(given[2]));
  }
}

// The language switch keeps the chosen place.
function keepPlace() {
  for (const link of document.querySelectorAll("a[data-language]")) link.hash = location.hash;
}

const box = document.getElementById("map");
startSearch();
if (box) {
  const map = makeMap(box);
  startPlace(map);
  keepPlace();
}
