// The map: pictures of the classes, stations and groups of them from tiles, and the list of what is in view.

const ExposureLayer = L.GridLayer.extend({
  createTile(coords, done) {
    const picture = element("img", { alt: "", role: "presentation" });
    hasLevels(coords.z, coords.x, coords.y)
      .then((known) => {
        if (!known) return done(null, picture);
        picture.onload = () => done(null, picture);
        picture.onerror = () => done(new Error("picture"), picture);
        picture.src = `${root}tiles/exposure/${coords.z}/${coords.x}/${coords.y}.png?${edition}`;
      })
      .catch(done);
    return picture;
  },
});

function makeMap(box) {
  const map = L.map(box, { attributionControl: false, zoomControl: false, minZoom: 2, maxZoom: 19, maxBoundsViscosity: 1 });
  L.control.zoom({ zoomInTitle: words["zoom-in"], zoomOutTitle: words["zoom-out"] }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  const zooms = settings.zooms;
  new ExposureLayer({ minZoom: zooms.lowest, maxNativeZoom: zooms.highest, maxZoom: 19, className: "exposure" }).addTo(map);
  const station = settings.station;
  if (station) addSurroundings(map, station);
  else map.fitBounds(settings.bounds, { padding: [30, 30], maxZoom: 15 });
  const layer = L.layerGroup().addTo(map);
  let turn = 0;
  const redraw = async () => {
    const mine = ++turn;
    const found = await featuresInView(map);
    if (mine !== turn) return;
    layer.clearLayers();
    for (const feature of found) layer.addLayer(feature.properties.stations ? groupMarker(map, feature) : pin(feature));
    listView(found);
  };
  map.on("moveend", () => redraw().catch(showError));
  redraw().catch(showError);
  return map;
}

// A station's own surroundings: rings, zones from above, and the greatest level of each ring.
function addSurroundings(map, station) {
  const place = [station.latitude, station.longitude];
  map.setView(place, 16);
  for (const radius of station.rings) {
    L.circle(place, { radius, fill: false, color: "#4a5866", weight: 1, dashArray: "4 5", interactive: false }).addTo(map);
  }
  for (const zone of station.zones) {
    const style = { className: `zone ${zone.population}`, interactive: false };
    L.geoJSON(zone.geometry, { style }).addTo(map);
  }
  for (const maximum of station.maxima) {
    const label = `${maximum.label}: ${percent(maximum.exposure_ratio)}, ${fieldStrength(maximum.field_strength_v_m)}`;
    const mark = marker([maximum.latitude, maximum.longitude], "maximum", "", label, 12);
    mark.bindPopup(element("p", {}, label)).addTo(map);
  }
}

function marker(place, kind, text, label, size) {
  const icon = L.divIcon({ className: "", html: element("span", { class: kind }, text), iconSize: [size, size] });
  const made = L.marker(place, { icon, keyboard: true });
  made.on("add", () => made.getElement().setAttribute("aria-label", label));
  return made;
}

function pin(feature) {
  const [longitude, latitude] = feature.geometry.coordinates;
  const station = feature.properties;
  const label = `${station.name}: ${message("share", { percent: percent(station.exposure_ratio) })}`;
  const here = settings.station && settings.station.id === station.id ? " here" : "";
  const made = marker([latitude, longitude], `pin class-${station.class}${here}`, "", label, 24);
  const link = element("a", { href: stationPage(station.id) }, words.details);
  const share = `${message("share", { percent: percent(station.exposure_ratio) })} (${classes.get(station.class)})`;
  return made.bindPopup(element("div", {}, element("strong", { dir: "auto" }, station.name), element("p", {}, share), link));
}

function groupMarker(map, feature) {
  const [longitude, latitude] = feature.geometry.coordinates;
  const group = feature.properties;
  const facts = [message("stations", { count: group.stations }), message("greatest", { percent: percent(group.exposure_ratio) })];
  if (group.above_limit) facts.push(message("above", { count: group.above_limit }));
  const size = Math.round(26 + 6 * Math.log10(group.stations));
  const made = marker([latitude, longitude], `group class-${group.class}`, String(group.stations), facts.join(", "), size);
  made.on("click keypress", (event) => {
    if (!event.originalEvent.key || event.originalEvent.key === "Enter") map.setView([latitude, longitude], map.getZoom() + 2);
  });
  return made.bindTooltip(element("span", {}, facts.join(", ")));
}

function stationPage(id) {
  return `${root}${document.documentElement.lang}/stations/${encodeURIComponent(id)}.html`;
}

async function featuresInView(map) {
  const shape = await shapeOf("tiles/stations/shape");
  const [view, zoom] = [map.getBounds().pad(0.1), Math.min(map.getZoom(), 18)];
  const across = 2 ** zoom;
  const bounded = (v) => Math.min(Math.max(v, 0), across - 1);
  const limited = (latitude) => Math.min(Math.max(latitude, -85), 85);
  const [left, top] = worldPosition(view.getWest(), limited(view.getNorth())).map((v) => bounded(Math.floor(v * across)));
  const [right, bottom] = worldPosition(view.getEast(), limited(view.getSouth())).map((v) => bounded(Math.floor(v * across)));
  const wanted = new Map();
  for (let x = left; x <= right; x++) {
    for (let y = top; y <= bottom; y++) {
      let [z, column, line] = [zoom, x, y];
      while (z > 0 && !shape.has(`${z}/${column}/${line}`)) [z, column, line] = [z - 1, column >> 1, line >> 1];
      const sign = shape.get(`${z}/${column}/${line}`);
      if (sign === "1" || (sign === "2" && z === zoom)) wanted.set(quadkey(column, line, z), true);
    }
  }
  const tiles = await Promise.all([...wanted.keys()].map((key) => load(`tiles/stations/${key || "all"}`)));
  const inside = ({ geometry }) => view.contains([geometry.coordinates[1], geometry.coordinates[0]]);
  return tiles.flatMap((tile) => tile.features).filter(inside);
}

function quadkey(x, y, zoom) {
  let key = "";
  for (let bit = zoom - 1; bit >= 0; bit--) key += ((x >> bit) & 1) + 2 * ((y >> bit) & 1);
  return key;
}

// The stations of the view as a table: what the map shows, for those who do not see it.
function listView(found) {
  const body = document.getElementById("view-rows");
  if (!body) return;
  const single = found.filter((feature) => !feature.properties.stations).map((feature) => feature.properties);
  const total = found.reduce((sum, feature) => sum + (feature.properties.stations || 1), 0);
  single.sort((a, b) => b.exposure_ratio - a.exposure_ratio);
  body.replaceChildren(
    ...single.map((station) =>
      element(
        "tr",
        {},
        element("th", { scope: "row", dir: "auto" }, element("a", { href: stationPage(station.id) }, station.name)),
        element("td", {}, percent(station.exposure_ratio)),
        element("td", {}, element("span", { class: `swatch class-${station.class}` }), ` ${classes.get(station.class)}`),
      ),
    ),
  );
  document.getElementById("view-table").hidden = single.length === 0;
  document.getElementById("view-count").textContent = message("in-view", { count: total });
  document.getElementById("view-more").textContent = total > single.length ? words["too-many"] : "";
}

function showError(error) {
  document.getElementById("fault").textContent = error.message;
}
