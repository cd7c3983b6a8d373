// Search by id, name, street and district in the index that was published (portal/search_index.py).

const CJK = "\\u3400-\\u9fff\\uf900-\\ufaff";
const WORD = new RegExp(`[${CJK}]+|(?:(?![${CJK}])[\\p{L}\\p{N}])+`, "gu");
const CHINESE = new RegExp(`^[${CJK}]`);
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
  let exact = null;
  for (const start of names) {
    const name = [...start].map((sign) => sign.codePointAt(0).toString(16)).join("-");
    for (const [known, entry] of Object.entries(await load(`search/words-${name}`))) {
      if (!known.startsWith(word)) continue;
      entry.rows.forEach((row) => rows.add(row));
      many = many || "common" in entry;
      if (known === word && !("common" in entry)) exact = new Set(entry.rows);
    }
  }
  return { rows, exact, many };
}

function inAll(sets) {
  if (!sets.length) return [];
  return [...sets[0]].filter((row) => sets.every((set) => set.has(row))).sort((a, b) => a - b);
}

async function found(text) {
  const asked = searchWords(text);
  if (!asked.length) return { lines: [], many: false };
  const sets = await Promise.all(asked.map(rowsOf));
  const whole = sets.filter((set) => !set.many).map((set) => set.rows);
  const exact = sets.filter((set) => set.exact).map((set) => set.exact);
  // whole words come before beginnings of words
  const rows = [...new Set([...inAll(exact), ...inAll(whole.length ? whole : sets.map((set) => set.rows))])];
  const many = rows.length > 2 * MOST_SHOWN || !whole.length;
  const lines = await Promise.all(rows.slice(0, 2 * MOST_SHOWN).map(stationLine));
  // words that too many stations have were not looked up in full: the lines themselves decide
  const holds = (line) => {
    const has = searchWords([line.id, line.name, line.operator, line.place].join(" "));
    return asked.every((word) => has.some((known) => known.startsWith(word) || (CHINESE.test(word) && known.includes(word))));
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
  const sentences = lines.length ? [message("found", { count: lines.length })] : many ? [] : [words["none-found"]];
  document.getElementById("search-status").textContent = [...sentences, ...(many ? [words["first-of-many"]] : [])].join(" · ");
}

function startSearch() {
  const form = document.getElementById("search");
  if (!form) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    found(form.elements.words.value).then(showFound, showError);
  });
}
