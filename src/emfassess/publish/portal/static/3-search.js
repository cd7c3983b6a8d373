// Search by id, name, street and district in the index that was published (publish/portal/search_index.py).

const CJK = "\\u3400-\\u9fff\\uf900-\\ufaff";
const WORD = new RegExp(`[${CJK}]+|(?:(?![${CJK}])[\\p{L}\\p{N}])+`, "gu");
const MOST_FILES = 8;
const MOST_SHOWN = 20;

function searchWords(text) {
  const plain = text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").normalize("NFC");
  return (plain.match(WORD) || []).map((word) => word.slice(0, 40));
}

async function rowsOf(word) {
  const files = await load("search/files");
  const above = files.filter((start) => word.startsWith(start)).at(-1);
  const below = files.filter((start) => start.startsWith(word) && start !== above);
  const names = [...(above ? [above] : []), ...below.slice(0, MOST_FILES)];
  const rows = new Set();
  let many = below.length > MOST_FILES;
  for (const start of names) {
    const name = [...start].map((sign) => sign.codePointAt(0).toString(16)).join("-");
    for (const [known, told] of Object.entries(await load(`search/words-${name}`))) {
      if (!known.startsWith(word)) continue;
      told.rows.forEach((row) => rows.add(row));
      many = many || "common" in told;
    }
  }
  return { rows, many };
}

async function found(text) {
  const asked = searchWords(text);
  if (!asked.length) return { lines: [], many: false };
  const sets = await Promise.all(asked.map(rowsOf));
  const whole = sets.filter((set) => !set.many);
  const first = whole.length ? whole : sets;
  let rows = [...first[0].rows].filter((row) => first.every((set) => set.rows.has(row)));
  rows.sort((a, b) => a - b);
  const many = rows.length > 2 * MOST_SHOWN || !whole.length;
  const lines = await Promise.all(rows.slice(0, 2 * MOST_SHOWN).map(stationLine));
  // words that too many stations have were not looked up in full: the lines themselves decide
  const holds = (line) => {
    const has = searchWords([line.id, line.name, line.operator, line.place].join(" "));
    return asked.every((word) => has.some((known) => known.includes(word)));
  };
  return { lines: lines.filter(holds).slice(0, MOST_SHOWN), many };
}

function showFound({ lines, many }) {
  const list = document.getElementById("search-results");
  list.replaceChildren(
    ...lines.map((line) =>
      element(
        "li",
        {},
        element("a", { href: stationPage(line.id), dir: "auto" }, line.name),
        element("span", { class: "quiet", dir: "auto" }, ` ${line.id} · ${line.operator} · ${percent(line.exposure_ratio)}`),
      ),
    ),
  );
  const told = lines.length ? said("found", { count: lines.length }) : words["none-found"];
  document.getElementById("search-told").textContent = many ? `${told}. ${words["first-of-many"]}` : told;
}

function startSearch() {
  const form = document.getElementById("search");
  if (!form) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    found(form.elements.words.value).then(showFound, tell);
  });
}
