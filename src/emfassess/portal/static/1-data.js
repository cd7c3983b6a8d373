"use strict";
// Pieces of data come as scripts that call portalData, so that they load from a disk as from a web server.

const settings = JSON.parse(document.getElementById("settings").textContent);
const words = settings.words;
const root = document.documentElement.dataset.root;
const edition = document.documentElement.dataset.edition;
const classes = new Map(settings.classes);
const pieces = new Map();

function portalData(name, value) {
  pieces.get(name).resolve(value);
}

function load(name) {
  if (!pieces.has(name)) {
    const piece = {};
    piece.promise = new Promise((resolve, reject) => Object.assign(piece, { resolve, reject }));
    pieces.set(name, piece);
    const script = document.createElement("script");
    script.src = `${root}${name}.js?${edition}`;
    script.onerror = () => {
      pieces.delete(name);
      piece.reject(new Error(message("missing", { name })));
    };
    document.head.append(script);
  }
  return pieces.get(name).promise;
}

// A sentence with its named places filled in.
function message(key, values) {
  return words[key].replace(/%\((\w+)\)s/g, (_, name) => String(values[name]));
}

// An element; text is always text, never markup.
function element(name, attributes, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

// Numbers for people, to the same digits as the program's own (publish/text/numbers.py): ties go to the even digit.
function significant(value, digits = 3) {
  if (value === 0) return "0";
  let text = value.toExponential(digits - 1);
  const [kept, rest] = [value.toExponential(60).slice(0, digits + (value < 0) + 1), value.toExponential(60)];
  const tie = /^50*$/.test(rest.split("e")[0].slice(kept.length));
  if (tie && Number(kept.at(-1)) % 2 === 0) text = `${kept}e${rest.split("e")[1]}`;
  const exponent = Number(text.split("e")[1]);
  if (exponent < -6) return text.replace(/e([+-])(\d)$/, "e$10$2");
  return Number(text).toFixed(Math.max(0, digits - 1 - exponent));
}

const percent = (ratio) => `${significant(100 * ratio)} %`;
const powerDensity = (value) => `${significant(value)} W/m² (${significant(100 * value)} µW/cm²)`;
const fieldStrength = (value) => `${significant(value)} V/m`;

// Tiles that a shape describes: its characters in the order of a walk, 2 for a tile with four quarters, 1 for a last one.
function decoded(shape) {
  const tiles = new Map();
  let next = 0;
  const walk = (zoom, x, y) => {
    const sign = shape[next++];
    if (sign !== "0") tiles.set(`${zoom}/${x}/${y}`, sign);
    if (sign !== "2") return;
    for (const [right, down] of [[0, 0], [1, 0], [0, 1], [1, 1]]) walk(zoom + 1, 2 * x + right, 2 * y + down);
  };
  walk(0, 0, 0);
  return tiles;
}

const shapes = new Map();
async function shapeOf(name) {
  if (!shapes.has(name)) shapes.set(name, decoded(await load(name)));
  return shapes.get(name);
}

// Whether anything was computed in a tile of the levels; below the chunk's zoom each chunk describes its own tiles.
async function hasLevels(zoom, x, y) {
  const chunk = settings.zooms.chunk;
  const top = await shapeOf("tiles/exposure/shape");
  if (zoom <= chunk) return top.has(`${zoom}/${x}/${y}`);
  const below = zoom - chunk;
  if (!top.has(`${chunk}/${x >> below}/${y >> below}`)) return false;
  const part = await shapeOf(`tiles/exposure/shape-${x >> below}-${y >> below}`);
  return part.has(`${below}/${x % (1 << below)}/${y % (1 << below)}`);
}

// Place in the square world of web maps, both 0 to 1 (portal/mercator.py).
function worldPosition(longitude, latitude) {
  const y = 0.5 - Math.asinh(Math.tan((latitude * Math.PI) / 180)) / (2 * Math.PI);
  return [(longitude + 180) / 360, y];
}

async function stationLine(row) {
  const lines = await load(`search/lines-${Math.floor(row / settings.lines)}`);
  return lines[row % settings.lines];
}
