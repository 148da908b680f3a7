// The editor of the query page: colours and completion over a plain text field. Without it the form works too.
"use strict";
const field = document.getElementById("query"), ink = document.getElementById("ink");
const offers = document.getElementById("offers"), said = document.getElementById("said");
const permalink = document.getElementById("permalink"), form = document.getElementById("ask"), box = field.parentElement;
const WORDS = ("ADD ALL AS ASC ASK AVG BASE BIND BOUND BY CLEAR COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE DAY DESC DESCRIBE DISTINCT " +
  "EXISTS FILTER FROM GRAPH GROUP GROUP_CONCAT HAVING IF IN IRI LANG LANGMATCHES LCASE LIMIT MAX MIN MINUS MONTH NAMED NOT NOW " +
  "OFFSET OPTIONAL ORDER PREFIX REDUCED REGEX REPLACE ROUND SAMPLE SELECT SEPARATOR STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN " +
  "STRSTARTS SUBSTR SUM UCASE UNDEF UNION VALUES WHERE YEAR").split(" ");
const PARTS = [
  ["comment", /#[^\n]*/y], ["iri", /<[^<>"{}|^`\\\s]*>/y],
  ["string", /"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?/y],
  ["variable", /[?$]\w+/y], ["name-of", /[A-Za-z][\w-]*:[\w.-]*\w|[A-Za-z][\w-]*:/y],
  ["count", /\b\d+(?:\.\d+)?\b/y], ["word", /[A-Za-z_]\w*/y], ["", /\s+|[^\s]/y],
];
let names = [], prefixes = [], chosen = -1, asked = 0;

function parts(text) {
  const found = [];
  for (let at = 0; at < text.length;) {
    for (const [kind, pattern] of PARTS) {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      if (!match || !match[0]) continue;
      const word = match[0];
      found.push([kind === "word" ? (WORDS.includes(word.toUpperCase()) || word === "a" ? "keyword" : "") : kind, word]);
      at += word.length;
      break;
    }
  }
  return found;
}

function paint() {
  ink.replaceChildren();
  for (const [kind, word] of parts(field.value)) {
    if (!kind) { ink.append(word); continue; }
    const span = document.createElement("span");
    span.className = kind; span.textContent = word; ink.append(span);
  }
  ink.append("\n ");
  ink.scrollTop = field.scrollTop;
}

function before() {
  return /[?$]?[\w.:-]*$/.exec(field.value.slice(0, field.selectionStart))[0];
}

function candidates(word) {
  const low = word.toLowerCase();
  if (/^[?$]/.test(word)) {
    const used = new Set(field.value.match(/[?$]\w+/g));
    used.delete(word);
    return [...used].filter(v => v.toLowerCase().startsWith(low)).sort().map(v => [v, "variable"]);
  }
  if (word.includes(":")) {
    const [prefix, rest] = low.split(":");
    const mine = names.filter(([name]) => name.toLowerCase().startsWith(prefix + ":"));
    const starts = mine.filter(([name]) => name.toLowerCase().startsWith(low));
    const holds = mine.filter(([name, label]) => !name.toLowerCase().startsWith(low) && (name + " " + label).toLowerCase().includes(rest));
    return [...starts, ...holds];
  }
  const keywords = WORDS.filter(w => w.toLowerCase().startsWith(low)).map(w => [w, "keyword"]);
  const spaces = prefixes.filter(([p]) => p.startsWith(low)).map(([p, iri]) => [p + ":", iri]);
  const labels = low.length > 2 ? names.filter(([name, label]) => label.toLowerCase().startsWith(low)) : [];
  return [...spaces, ...keywords, ...labels];
}

function place() {
  const mark = document.createElement("span");
  const copy = ink.cloneNode(false);
  copy.removeAttribute("id");
  copy.textContent = field.value.slice(0, field.selectionStart);
  copy.append(mark); box.append(copy);
  const top = mark.offsetTop - field.scrollTop + 24, left = mark.offsetLeft;
  copy.remove();
  offers.style.setProperty("top", `${top}px`);
  offers.style.setProperty("left", `${Math.max(0, Math.min(left, box.clientWidth - 430))}px`);
}

function offer(forced) {
  const word = before();
  const found = word || forced ? candidates(word).slice(0, 40) : [];
  chosen = -1;
  offers.replaceChildren();
  for (const [name, label] of found) {
    const li = document.createElement("li"), b = document.createElement("b"), span = document.createElement("span");
    li.setAttribute("role", "option"); li.id = `offer-${offers.childElementCount}`; li.dataset.name = name;
    b.textContent = name; span.textContent = label; li.append(b, span); offers.append(li);
    li.addEventListener("mousedown", event => { event.preventDefault(); take(name); });
  }
  show(found.length > 0 && !(found.length === 1 && found[0][0] === word));
  if (!offers.hidden) { place(); mark(0); said.textContent = `${found.length} completions`; }
}

function show(open) {
  offers.hidden = !open;
  if (!open) field.removeAttribute("aria-activedescendant");
}

function mark(index) {
  const all = offers.children;
  if (!all.length) return;
  chosen = (index + all.length) % all.length;
  for (const [i, li] of [...all].entries()) li.setAttribute("aria-selected", String(i === chosen));
  field.setAttribute("aria-activedescendant", all[chosen].id);
  all[chosen].scrollIntoView({block: "nearest"});
}

function take(name) {
  const end = field.selectionStart, start = end - before().length;
  field.setRangeText(name, start, end, "end");
  field.dispatchEvent(new Event("input"));
  show(false);
  if (name.endsWith(":")) offer(true);
}

field.addEventListener("input", () => { paint(); permalink.href = `/query?query=${encodeURIComponent(field.value)}`; clearTimeout(asked); asked = setTimeout(() => offer(false), 120); });
field.addEventListener("scroll", () => { ink.scrollTop = field.scrollTop; });
field.addEventListener("blur", () => { clearTimeout(asked); show(false); });
field.addEventListener("click", () => show(false));
field.addEventListener("keydown", event => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); return; }
  if (event.key === " " && event.ctrlKey) { event.preventDefault(); offer(true); return; }
  if (offers.hidden) return;
  const steps = {ArrowDown: 1, ArrowUp: -1};
  if (event.key in steps) { event.preventDefault(); mark(chosen + steps[event.key]); }
  else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) { event.preventDefault(); take(offers.children[chosen].dataset.name); }
  else if (event.key === "Escape") { event.preventDefault(); show(false); }
});
new ResizeObserver(() => { ink.scrollTop = field.scrollTop; }).observe(field);

field.setAttribute("aria-autocomplete", "list");
field.setAttribute("aria-controls", "offers");
field.setAttribute("aria-haspopup", "listbox");
box.classList.add("inked");
paint();
fetch("/terms.json").then(answer => answer.json()).then(found => {
  names = found.terms;
  prefixes = Object.entries(found.prefixes);
  document.documentElement.dataset.ready = "";
}).catch(() => { said.textContent = "Names cannot be completed just now."; });
