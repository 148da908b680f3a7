(() => {
"use strict";
const $ = id => document.getElementById(id);
const data = JSON.parse($("data").textContent);
const S = data.style, darkSystem = matchMedia("(prefers-color-scheme: dark)");
const calm = matchMedia("(prefers-reduced-motion: reduce)"), narrow = matchMedia("(max-width: 760px)");
const has = (table, key) => Object.hasOwn(table, key) ? table[key] : null;
const clamp = (low, n, high) => Math.min(high, Math.max(low, n));
const upper = s => s.charAt(0).toUpperCase() + s.slice(1);
const isDark = () => { const t = document.documentElement.dataset.theme; return t ? t === "dark" : darkSystem.matches; };
let dark = isDark();
const theme = () => dark ? S.dark : S.light;
const ink = look => dark ? look.dark : look.light;

/* ---- the graph ---- */
const BLANK = {names: [], lab: "", family: "", country: "", category: "", openness: "", released: "", born: "", when: "", makes: [], facts: [], scores: [], links: []};
const all = data.nodes.map((n, i) => ({...BLANK, ...n, i, ties: [], inside: []}));
const node = new Map(all.map(n => [n.id, n]));
const strokeOf = kind => has(S.lineage, kind) || has(S.ties, kind);
const isTie = kind => Object.hasOwn(S.ties, kind);
const country = code => has(data.countries, code) || code || "Country not known";
const home = n => n.kind === "lab" ? n : node.get(n.lab) || null;
const placeOf = n => { const lab = home(n); return n.country || (lab ? lab.country : ""); };
const groupOf = n => { const lab = home(n); return n.category || (lab ? lab.category : ""); };
const edges = data.edges.filter(e => node.has(e.from) && node.has(e.to)).map(e => ({...e, a: node.get(e.from), b: node.get(e.to), words: e.words || ""}));
for (const e of edges) {
  e.a.ties.push({kind: e.kind, other: e.b, out: true, words: e.words});
  e.b.ties.push({kind: e.kind, other: e.a, out: false, words: e.words});
}
for (const n of all) { const lab = home(n); if (lab && lab !== n && n.kind !== "category") lab.inside.push(n); }
/* as --as-of: from the release on; what has none from its announcement or the first document about it */
for (const n of all) n.birth = n.released || n.born;
for (const n of all) if (n.kind === "model" || n.kind === "product") for (const up of [node.get(n.lab), node.get(n.family)]) {
  if (up && n.birth && (!up.birth || n.birth < up.birth)) up.birth = n.birth;
}
const lookOf = n => n.kind === "lab" ? S.categories[n.category]
  : n.kind === "model" ? S.openness[n.openness]
  : n.kind === "category" ? {...S.kinds.category, light: S.categories[n.category].light, dark: S.categories[n.category].dark} : S.kinds[n.kind];

/* ---- what is asked for: all of it stands in the address ---- */
const FIRST = 2022, MANY_NODES = 1200, MANY_LINES = 1500, FEW_LINES = 400;
const names = Object.keys(data.layouts);
const newest = all.reduce((m, n) => n.released > m ? n.released : m, "");
const months = [];
for (let y = FIRST, m = 1; newest && `${y}-${String(m).padStart(2, "0")}` <= newest.slice(0, 7) && months.length < 1200; m === 12 ? (y++, m = 1) : m++) months.push(`${y}-${String(m).padStart(2, "0")}`);
const FILTERS = ["country", "category", "openness", "modality", "kind", "relation"];
const off = Object.fromEntries(FILTERS.map(f => [f, new Set()]));
const usually = new Set([...Object.entries(S.lineage), ...Object.entries(S.ties)].filter(([, s]) => !s.shown).map(([k]) => k));
for (const k of usually) off.relation.add(k);
let layout = names[0], chosen = null, show = "", asOf = null, measure = "", open = new Set();
let related = null, hovered = null, ground = null, moved = false, quiet = false, lost = "";
const shown = new Set(), loose = [];

function address() {
  const parts = [], q = s => encodeURIComponent(whole(s)).replaceAll("%2F", "/").replaceAll("%3A", ":");
  if (chosen) parts.push("node=" + q(chosen.id));
  if (show) parts.push("show=" + show);
  if (layout !== names[0]) parts.push("layout=" + layout);
  if (asOf) parts.push("as-of=" + asOf);
  if (measure) parts.push("size=" + q(measure));
  const opened = [...open].filter(id => !chosen || home(chosen) !== node.get(id));
  if (opened.length) parts.push("open=" + (opened.length > 40 ? "*" : opened.map(q).join(",")));
  const hidden = FILTERS.flatMap(f => [...off[f]].filter(k => f !== "relation" || !usually.has(k)).map(k => q(f + ":" + k)));
  if (hidden.length) parts.push("without=" + hidden.join(","));
  const more = [...usually].filter(k => !off.relation.has(k));
  if (more.length) parts.push("with=" + more.map(q).join(","));
  return parts.length ? "#" + parts.join("&") : "";
}
function remember(step) {
  if (quiet) return;
  const hash = address();
  if (location.hash === hash) return;
  try { history[step ? "pushState" : "replaceState"](null, "", hash || location.pathname + location.search); } catch { /* a sandbox may forbid it */ }
}
/* half of a character has no place in an address */
function whole(s) { return s.replace(/\p{Cs}/gu, "\ufffd"); }
function find(id) {
  if (node.has(id)) return node.get(id);
  if (id.includes("\ufffd")) return all.find(n => whole(n.id) === id) || null;
  for (const kind of ["lab", "model", "family", "product", "category"]) if (node.has(kind + "/" + id)) return node.get(kind + "/" + id);
  return null;
}
const clipped = s => { const c = [...whole(s).replace(/[\p{Cc}\p{Cf}]/gu, " ")]; return c.length > 60 ? c.slice(0, 60).join("") + "…" : c.join(""); };
function follow() {
  const plain = s => { try { return decodeURIComponent(s); } catch { return ""; } };
  const asked = new Map(location.hash.slice(1).split("&").map(p => { const i = p.indexOf("="); return [p.slice(0, i), p.slice(i + 1)]; }));
  if (location.hash && !["node", "show", "layout", "as-of", "size", "open", "without", "with"].some(k => asked.has(k))) return;
  const get = k => plain(asked.get(k) || ""), list = k => (asked.get(k) || "").split(",").map(plain).filter(Boolean);
  quiet = true;
  layout = names.includes(get("layout")) ? get("layout") : names[0];
  asOf = months.includes(get("as-of")) ? get("as-of") : null;
  measure = versions.has(get("size")) ? get("size") : "";
  open = new Set(get("open") === "*" ? all.filter(n => n.kind === "lab").map(n => n.id) : list("open").filter(id => node.has(id)));
  for (const f of FILTERS) off[f].clear();
  for (const k of usually) off.relation.add(k);
  for (const k of list("with")) off.relation.delete(k);
  for (const s of list("without")) { const i = s.indexOf(":"), f = s.slice(0, i); if (Object.hasOwn(off, f)) off[f].add(s.slice(i + 1)); }
  const n = find(get("node"));
  const wrong = asked.has("node") && !n && (get("node") ? `“${clipped(get("node"))}”` : "a name that cannot be read");
  lost = wrong ? `The address asks for ${wrong}, which is not in this graph; all of it is shown.` : "";
  if (n && n.kind === "lab") open.add(n.id);
  ticks();
  stand(true);
  choose(n, {go: true, as: ["upstream", "downstream", "neighbours"].includes(get("show")) ? get("show") : ""});
  quiet = false;
  if (n) scrollTo(0, 0);
}

/* ---- what passes the filters ---- */
const bornBy = n => !asOf || (n.birth !== "" && n.birth.slice(0, 7) <= asOf);
function fits(n) {
  if (off.kind.has(n.kind) || off.country.has(placeOf(n)) || off.category.has(groupOf(n))) return false;
  if (n.kind === "model" && off.openness.has(n.openness)) return false;
  if ((n.kind === "model" || n.kind === "product") && off.modality.size && !(n.makes.length ? n.makes : [""]).some(m => !off.modality.has(m))) return false;
  return true;
}
const counted = n => n.kind === "model" && fits(n) && bornBy(n);
const versions = new Map();
for (const n of all) for (const s of n.scores) {
  const value = Number(s[1]), lab = home(n);
  if (!lab || !Number.isFinite(value) || s[1] === "") continue;
  if (!versions.has(s[0])) versions.set(s[0], {low: value, high: value, labs: new Set()});
  const v = versions.get(s[0]);
  v.low = Math.min(v.low, value); v.high = Math.max(v.high, value); v.labs.add(lab.id);
}
const bestOf = lab => lab.inside.reduce((m, n) => counted(n) ? n.scores.reduce((k, s) => s[0] === measure && Number(s[1]) > k ? Number(s[1]) : k, m) : m, -Infinity);
function sizes() {
  for (const lab of all) if (lab.kind === "lab") {
    lab.count = lab.inside.reduce((k, n) => k + counted(n), 0);
    lab.best = measure ? bestOf(lab) : -Infinity;
    const v = measure && versions.get(measure), most = lab.room - 3;
    lab.r = ground.folds ? Math.min(measure ? Math.max(most, 26) : most, !measure ? 8 + 6.6 * Math.sqrt(lab.count) : lab.best > -Infinity ? 7 + 24 * (v.high > v.low ? (lab.best - v.low) / (v.high - v.low) : 1) : 5) : 7;
  }
}
const isOpen = lab => !ground.folds || open.has(lab.id) || lab.ajar;
const stands = n => ground.at[n.i] !== 0;

/* ---- glyphs: one painter for picture and legend ---- */
function outline(ctx, shape, x, y, r) {
  const ring = (n, turn, radii) => {
    for (let i = 0; i < n; i++) {
      const a = turn + i * 2 * Math.PI / n, q = r * radii[i % radii.length];
      ctx[i ? "lineTo" : "moveTo"](x + q * Math.cos(a), y + q * Math.sin(a));
    }
    ctx.closePath();
  };
  ctx.beginPath();
  if (shape === "square") ctx.roundRect(x - r * .86, y - r * .86, r * 1.72, r * 1.72, r * .2);
  else if (shape === "diamond") ring(4, -Math.PI / 2, [1.08]);
  else if (shape === "hexagon") ring(6, 0, [1]);
  else if (shape === "triangle") ring(3, -Math.PI / 2, [1]);
  else if (shape === "star") ring(10, -Math.PI / 2, [1, .48]);
  else if (shape === "pill") ctx.roundRect(x - r * 1.5, y - r * .7, r * 3, r * 1.4, r * .7);
  else if (shape === "panel") ctx.roundRect(x - r, y - r * .75, r * 2, r * 1.5, 2);
  else ctx.arc(x, y, r, 0, 2 * Math.PI);
}
function glyph(ctx, look, x, y, r, ground) {
  const colour = ink(look), thin = Math.max(.9, r * .22);
  ctx.lineWidth = thin; ctx.strokeStyle = colour; ctx.fillStyle = colour; ctx.setLineDash([]);
  if (look.mark === "point") { outline(ctx, "dot", x, y, r * .55); ctx.fill(); return; }
  if (look.shape === "panel") { outline(ctx, "panel", x, y, r); ctx.stroke(); return; }
  outline(ctx, look.shape, x, y, look.mark === "full" ? r : r - thin / 2);
  if (look.mark === "full") { ctx.fill(); return; }
  ctx.fillStyle = ground; ctx.fill();
  if (look.mark === "dashed") ctx.setLineDash([r * .55, r * .5]);
  ctx.stroke(); ctx.setLineDash([]); ctx.fillStyle = colour;
  const part = {"three-quarters": .75, half: .5}[look.mark];
  if (part) { ctx.beginPath(); ctx.moveTo(x, y); ctx.arc(x, y, r - thin, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * part); ctx.closePath(); ctx.fill(); }
  const inner = {core: .38, "broad-core": .62}[look.mark];
  if (inner) { outline(ctx, "dot", x, y, r * inner); ctx.fill(); }
  if (look.mark === "bar") ctx.fillRect(x - r * .62, y - r * .17, r * 1.24, r * .34);
}
const FONT = getComputedStyle(document.body).fontFamily;
const cut = (text, most) => { const c = Array.from(text); return c.length > most ? c.slice(0, most - 1).join("") + "…" : text; };
const widths = new Map();
function widthOf(ctx, text, weight) {
  const key = weight + text;
  if (!widths.has(key)) { ctx.font = `${weight} 100px ${FONT}`; widths.set(key, ctx.measureText(text).width / 100); }
  return widths.get(key);
}
function fit(ctx, text, weight, px, room) {
  if (widthOf(ctx, text, weight) * px <= room) return text;
  let c = Array.from(text).slice(0, 60);
  while (c.length > 1 && widthOf(ctx, c.join("") + "…", weight) * px > room) c.pop();
  return c.join("") + "…";
}
const faint = n => related && !related.has(n);
/* dots grow less than the picture, so that there is room for names between them */
const small = n => !ground.folds ? n.size : related && show && related.has(n) ? Math.max(n.size * .62, 4.5 / net.getScale()) : Math.min(n.size, n.size * (.62 + .9 / net.getScale()) / 1.55);
function bubble(ctx, n, x, y) {
  const look = lookOf(n), colour = ink(look), r = n.r;
  outline(ctx, look.shape, x, y, r);
  ctx.fillStyle = theme().disc; ctx.fill();
  ctx.save(); ctx.globalAlpha *= dark ? .3 : .2; ctx.fillStyle = colour; ctx.fill(); ctx.restore();
  ctx.lineWidth = Math.max(1.6, 1.4 / net.getScale()); ctx.strokeStyle = colour; ctx.setLineDash([]); ctx.stroke();
  const text = !measure && n.count ? String(n.count) : "";
  const px = Math.min(Math.max(r * .62, 9 / net.getScale()), 34);
  if (text && r * (look.shape === "diamond" ? 1.25 : 1.6) > text.length * px * .6 && r * 1.5 > px) {
    ctx.font = `600 ${px}px ${FONT}`; ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.fillStyle = theme().text; ctx.fillText(text, x, y + px * .04);
  }
}
function plate(ctx, n, x, y) {
  const [w, h] = ground.box, look = lookOf(n), lab = home(n), focus = n === chosen || n.i === ground.focus;
  ctx.beginPath(); ctx.roundRect(x - w / 2, y - h / 2, w, h, 8); ctx.fillStyle = theme().disc; ctx.fill();
  ctx.lineWidth = focus ? 2.6 : 1.2; ctx.strokeStyle = focus ? theme().accent : lab ? ink(S.categories[lab.category]) : theme().line; ctx.setLineDash([]); ctx.stroke();
  glyph(ctx, look, x - w / 2 + 14, y - 8, 6, theme().disc);
  ctx.textAlign = "left"; ctx.textBaseline = "alphabetic";
  const px = clamp(9.5, (w - 34) / Math.max(widthOf(ctx, n.label, 600), 1), 12.5), label = fit(ctx, n.label, 600, px, w - 34);
  ctx.font = `600 ${px}px ${FONT}`; ctx.fillStyle = theme().text; ctx.fillText(label, x - w / 2 + 26, y - 3);
  const where = [lab ? lab.label : "", placeOf(n)].filter(Boolean).join(", ");
  const under = fit(ctx, [n.when, where].filter(Boolean).join(" · "), 400, 11, w - 18);
  ctx.font = `400 11px ${FONT}`; ctx.fillStyle = theme().faint; ctx.fillText(under, x - w / 2 + 9, y + 14);
}
function painter({ctx, id, x, y}) {
  const n = node.get(id), folded = n.kind === "lab" && ground.folds;
  const r = n.kind === "lab" ? n.r : small(n);
  return {
    drawNode() {
      ctx.globalAlpha = faint(n) ? .13 : 1;
      if (ground.box) plate(ctx, n, x, y);
      else {
        if (n === chosen || id === hovered) {
          outline(ctx, folded ? lookOf(n).shape : "dot", x, y, r * 1.08 + 3.5 / net.getScale()); ctx.setLineDash([]);
          ctx.lineWidth = Math.max(1.6, 2 / net.getScale()); ctx.strokeStyle = theme().accent; ctx.stroke();
        }
        if (folded) bubble(ctx, n, x, y); else glyph(ctx, lookOf(n), x, y, r, theme().disc);
      }
      ctx.globalAlpha = 1;
    },
    nodeDimensions: ground.box ? {width: ground.box[0], height: ground.box[1]} : {width: 2 * r, height: 2 * r},
  };
}

/* ---- the network: vis-network holds the things that are shown, and only those; lines are drawn below them ---- */
const dots = new vis.DataSet();
const net = new vis.Network($("net"), {nodes: dots, edges: new vis.DataSet()}, data.options);
const canvas = $("net").querySelector("canvas");
for (const e of $("net").querySelectorAll("[tabindex]")) e.tabIndex = -1;
const held = new Map();
function sync(want) {
  const gone = [], put = [];
  for (const id of held.keys()) if (!want.has(id)) { gone.push(id); held.delete(id); }
  for (const [id, [mark, item]] of want) if (held.get(id) !== mark) { put.push(item()); held.set(id, mark); }
  if (gone.length) dots.remove(gone);
  if (put.length) dots.update(put);
}
function refresh() {
  sizes();
  shown.clear(); loose.length = 0;
  const boxes = !!ground.box;
  for (const lab of all) if (lab.kind === "lab") lab.ajar = false;
  if (related && show && ground.folds) for (const n of related) { const lab = home(n); if (lab && lab !== n && fits(n) && bornBy(n)) lab.ajar = true; }
  const filtered = off.openness.size || off.modality.size;
  for (const n of all) {
    if (n.kind === "lab" || !stands(n) || !fits(n) || !bornBy(n)) continue;
    const lab = home(n);
    if (boxes || !ground.folds || !lab || open.has(lab.id) || (lab.ajar && related.has(n))) {
      if (!lab && ground.folds && off.kind.has("lab")) continue;
      shown.add(n);
    }
  }
  for (const n of all) if (n.kind === "family" && shown.has(n) && (asOf || filtered)) {
    if (n.inside.length === 0 && ![...n.ties].some(t => t.kind === "member-of" && !t.out && fits(t.other) && bornBy(t.other))) shown.delete(n);
  }
  for (const lab of all) if (lab.kind === "lab" && stands(lab) && fits(lab)) {
    lab.alive = lab.inside.some(n => n.kind !== "family" && fits(n) && bornBy(n)) || (!asOf && !filtered && !lab.inside.some(n => n.kind === "model" || n.kind === "product"));
    if (lab.alive && !(ground.folds && isOpen(lab))) shown.add(lab);
  } else if (lab.kind === "lab") lab.alive = false;
  const wanted = new Map(), carried = n => shown.size <= MANY_NODES || n.kind === "lab" || n === chosen || (related && related.has(n));
  for (const n of shown) {
    if (!carried(n)) { loose.push(n); continue; }
    const [x, y] = ground.at[n.i], r = n.kind === "lab" ? n.r : n.size;
    wanted.set(n.id, [`${layout} ${x} ${y} ${r}`, () => ({id: n.id, x, y, size: r, shape: "custom", ctxRenderer: painter, label: undefined})]);
  }
  const rep = n => shown.has(n) ? n : ground.folds && home(n) && shown.has(home(n)) ? home(n) : null;
  const bundles = new Map();
  for (const e of edges) {
    if (off.relation.has(e.kind) && !(chosen && show && (e.a === chosen || e.b === chosen) && e.kind === "runs-on")) continue;
    if (!fits(e.a) || !fits(e.b) || !bornBy(e.a) || !bornBy(e.b)) continue;
    const a = rep(e.a), b = rep(e.b);
    if (!a || !b || a === b) continue;
    if (related && show && !(related.has(e.a) && related.has(e.b))) continue;
    const key = a.i + ">" + b.i + ">" + e.kind, near = chosen && (e.a === chosen || e.b === chosen || home(e.a) === chosen || home(e.b) === chosen);
    const old = bundles.get(key);
    if (old) { old.count++; old.near ||= near; old.words = ""; } else bundles.set(key, {a, b, kind: e.kind, count: 1, near: !!near, words: e.words});
  }
  let list = [...bundles.values()];
  const total = list.length, tooMany = total > MANY_LINES;
  if (tooMany) list = list.sort((p, q) => q.near - p.near || q.count - p.count || p.a.i - q.a.i || p.b.i - q.b.i).slice(0, FEW_LINES);
  const pairs = new Map(), whole = chosen && chosen.kind === "lab" && !show;
  for (const e of list) {
    const pair = Math.min(e.a.i, e.b.i) + "-" + Math.max(e.a.i, e.b.i), tie = isTie(e.kind) && e.kind !== "runs-on" && e.kind !== "part-of";
    e.turn = pairs.get(pair) || 0; pairs.set(pair, e.turn + 1);
    e.bold = (e.near && !whole) || (related && show);
    e.opacity = e.near ? (whole ? .6 : 1) : related && show ? .85 : chosen ? .13 : tie ? .9 : ground.scrolls ? .2 : tooMany || ground === data.layouts[layout].tall ? .22 : .3;
    e.width = Math.min(strokeOf(e.kind).width * (e.bold ? 1.35 : 1) * (1 + Math.log2(e.count) * .6), 5);
  }
  lines = boxes ? [] : list;
  strong = boxes ? descent(list) : list.filter(e => (e.near && list.length < 400) || (show && list.length < 60));
  sync(wanted);
  if (!quiet) lost = "";
  tell(lost ? lost : tooMany ? `The ${FEW_LINES} strongest of ${total} lines are drawn; choose something to see its own.` : !shown.size ? "Nothing is left after these filters." : "");
  const models = all.reduce((k, n) => k + counted(n), 0);
  $("when").textContent = narrow.matches ? `${asOf || "all"} · ${models} models` : `${asOf ? "as of the end of " + asOf : "everything, also undated"} · ${models} models`;
  grid = null;
  net.redraw();
}
let strong = [], lines = [], grid = null;
/* in a family tree there is one line between two cards, and descent counts before succession */
function descent(list) {
  const pairs = new Map(), ways = new Map(ground.paths.map(([a, b, p]) => [a + ">" + b, p]));
  for (const e of list) {
    const key = e.a.i + ">" + e.b.i, old = pairs.get(key), word = e.words || strokeOf(e.kind).word;
    if (old) { old.said.push(word); old.near ||= e.near; if (old.kind === "succeeds") old.kind = e.kind; } else pairs.set(key, {...e, said: [word], path: ways.get(key) || null});
  }
  return [...pairs.values()];
}
/* all lines of one look are one path, as wide on the screen at any zoom; they bend, so that there and back are two */
function threads(ctx, v, scale) {
  const looks = new Map(), grow = clamp(.8, scale ** .3, 1.5) / scale;
  for (const e of lines) {
    const key = e.kind + " " + e.opacity + " " + Math.round(e.width * 3);
    if (!looks.has(key)) looks.set(key, []);
    looks.get(key).push(e);
  }
  for (const some of looks.values()) {
    const s = strokeOf(some[0].kind), width = some[0].width * grow, tips = [], long = (5 + 1.7 * some[0].width) * grow;
    ctx.globalAlpha = some[0].opacity; ctx.strokeStyle = ctx.fillStyle = ink(s); ctx.lineWidth = width; ctx.setLineDash(s.dashes.map(d => d * grow));
    ctx.beginPath();
    for (const {a, b, turn} of some) {
      const [x, y] = ground.at[a.i], [u, w] = ground.at[b.i], far = Math.hypot(u - x, w - y) || 1;
      const bend = (.14 + .07 * (turn >> 1)) * (turn % 2 ? -1 : 1), cx = (x + u) / 2 - (w - y) * bend, cy = (y + w) / 2 + (u - x) * bend;
      if (Math.max(x, u, cx) < v.a.x || Math.min(x, u, cx) > v.b.x || Math.max(y, w, cy) < v.a.y || Math.min(y, w, cy) > v.b.y) continue;
      const half = Math.hypot(cx - x, cy - y) || 1, p = rim(a) / half, q = Math.min((rim(b) + 1.5 * grow) / half, .9);
      const ex = u + (cx - u) * q, ey = w + (cy - w) * q;
      ctx.moveTo(x + (cx - x) * p, y + (cy - y) * p);
      if (s.arrow && far > 3 * long) {
        const dx = (ex - cx) / (half * (1 - q)), dy = (ey - cy) / (half * (1 - q));
        ctx.quadraticCurveTo(cx, cy, ex - dx * long * .8, ey - dy * long * .8);
        tips.push([ex, ey, dx, dy]);
      } else ctx.quadraticCurveTo(cx, cy, ex, ey);
    }
    ctx.stroke();
    ctx.beginPath();
    for (const [x, y, dx, dy] of tips) { ctx.moveTo(x, y); ctx.lineTo(x - dx * long - dy * long * .42, y - dy * long + dx * long * .42); ctx.lineTo(x - dx * long + dy * long * .42, y - dy * long - dx * long * .42); ctx.closePath(); }
    ctx.fill();
  }
  ctx.setLineDash([]); ctx.globalAlpha = 1;
}
const rim = n => n.kind === "lab" ? n.r * (lookOf(n).shape === "diamond" ? .8 : .95) : small(n);
function ways(ctx) {
  const [w, h] = ground.box, down = ground.down;
  for (const e of strong) {
    const s = strokeOf(e.kind), p = e.path || [...ground.at[e.a.i], ...ground.at[e.b.i]];
    ctx.globalAlpha = chosen && !e.near && !related ? .3 : faint(e.a) || faint(e.b) ? .1 : 1;
    ctx.strokeStyle = ctx.fillStyle = ink(s); ctx.lineWidth = s.width * (e.near ? 1.9 : 1.3); ctx.setLineDash(s.dashes);
    ctx.beginPath(); ctx.moveTo(p[0], p[1]);
    const end = p.length - 2, back = e.path ? 7 : 0;
    for (let i = 2; i < p.length; i += 2) {
      let [x, y] = [p[i], p[i + 1]]; const u = p[i - 2], v = p[i - 1];
      if (i === end) { if (down) y += back; else x += back; }
      if (i % 4 === 0) ctx.lineTo(x, y); else if (down) ctx.bezierCurveTo(u, (v + y) / 2, x, (v + y) / 2, x, y); else ctx.bezierCurveTo((u + x) / 2, v, (u + x) / 2, y, x, y);
    }
    ctx.stroke(); ctx.setLineDash([]);
    if (s.arrow && e.path) { const x = p[end], y = p[end + 1]; ctx.beginPath(); ctx.moveTo(x, y); if (down) { ctx.lineTo(x - 4, y + 9); ctx.lineTo(x + 4, y + 9); } else { ctx.lineTo(x + 9, y - 4); ctx.lineTo(x + 9, y + 4); } ctx.fill(); }
  }
  ctx.globalAlpha = 1;
}
function tell(text) { $("note").textContent = text; $("note").hidden = !text; }

/* ---- what lies behind and above the nodes ---- */
function view() {
  const a = net.DOMtoCanvas({x: 0, y: 0}), b = net.DOMtoCanvas({x: canvas.clientWidth, y: canvas.clientHeight});
  return {a, b, inside: (x, y, m) => x > a.x - m && x < b.x + m && y > a.y - m && y < b.y + m};
}
const stamps = new Map();
function stamp(look, scale) {
  const size = clamp(3, Math.ceil(4 * scale * (devicePixelRatio || 1)), 48), key = look.word + look.shape + size + dark;
  if (!stamps.has(key)) {
    if (stamps.size > 200) stamps.clear();
    const c = document.createElement("canvas"), x = c.getContext("2d");
    c.width = c.height = 2 * size + 4; glyph(x, look, size + 2, size + 2, size, theme().disc);
    stamps.set(key, [c, size]);
  }
  return stamps.get(key);
}
function behind(ctx) {
  const t = theme(), v = view(), scale = net.getScale();
  ctx.setLineDash([]);
  if (ground.box) ways(ctx);
  for (const [kind, , name, [x, y, w, h]] of ground.panels) {
    if (kind === "country" && !ground.scrolls) {
      ctx.beginPath(); ctx.roundRect(x, y, w, h, 14); ctx.fillStyle = t.panel; ctx.fill();
      ctx.lineWidth = Math.min(1, 1 / scale); ctx.strokeStyle = t.line; ctx.stroke();
    } else if (kind === "country") { ctx.fillStyle = t.panel; ctx.fillRect(x, y, w, 26); }
    else if (kind === "lane") { ctx.lineWidth = .6; ctx.strokeStyle = t.line; ctx.beginPath(); ctx.moveTo(x, y + h); ctx.lineTo(x + w, y + h); ctx.stroke(); }
    else if (kind === "band") {
      ctx.lineWidth = .9; ctx.strokeStyle = t.line; ctx.beginPath(); ctx.moveTo(x, y); ctx.lineTo(x, y + h); ctx.stroke();
    }
  }
  if (asOf && ground.scrolls) {
    const i = months.indexOf(asOf), first = ground.panels.find(p => p[0] === "band" && p[2] === String(FIRST));
    if (first) { const x = first[3][0] + (i + 1) / 12 * first[3][2]; ctx.fillStyle = t.accent; ctx.fillRect(x, v.a.y, 1.5 / scale, v.b.y - v.a.y); }
  }
  for (const [i, x, y, r, kind] of ground.discs) {
    const n = i < 0 ? null : all[i], lab = n && home(n);
    if (!v.inside(x, y, r)) continue;
    if (kind === "lab" ? n && !(isOpen(n) && n.alive) : !shown.has(n)) continue;
    if (!n && !loose.length && ![...shown].some(m => !home(m))) continue;
    ctx.globalAlpha = related && show && !(n && (related.has(n) || (lab && lab.ajar))) ? .35 : 1;
    ctx.beginPath(); ctx.arc(x, y, r, 0, 2 * Math.PI); ctx.fillStyle = kind === "lab" ? t.disc : t.panel; ctx.fill();
    ctx.lineWidth = (kind === "lab" ? 1.8 : 1) / Math.max(scale, .6); ctx.strokeStyle = kind === "lab" && lab ? ink(S.categories[lab.category]) : t.line; ctx.stroke();
    ctx.globalAlpha = 1;
  }
  threads(ctx, v, scale);
  /* many things at once: a picture of each look is stamped, or, where that would be a speck, a square is drawn */
  const specks = new Map(), tiny = 5 * scale * (devicePixelRatio || 1) < 3.2;
  for (const n of loose) {
    const [x, y] = ground.at[n.i];
    if (!v.inside(x, y, 6)) continue;
    if (tiny) {
      const look = lookOf(n), key = ink(look) + (faint(n) ? " faint" : "");
      if (!specks.has(key)) specks.set(key, new Path2D());
      const r = look.mark === "full" ? 4.4 : 3.2;
      specks.get(key).rect(x - r, y - r, 2 * r, 2 * r);
    } else {
      ctx.globalAlpha = faint(n) ? .13 : 1;
      const [c, size] = stamp(lookOf(n), scale), r = small(n) * (size + 2) / size;
      ctx.drawImage(c, x - r, y - r, 2 * r, 2 * r);
    }
    if (n.id === hovered) { outline(ctx, "dot", x, y, n.size * 1.3 + 2); ctx.lineWidth = 1.6 / scale; ctx.strokeStyle = t.accent; ctx.stroke(); }
  }
  for (const [key, path] of specks) { ctx.globalAlpha = key.endsWith(" faint") ? .13 : 1; ctx.fillStyle = key.split(" ")[0]; ctx.fill(path); }
  ctx.globalAlpha = 1;
}
/* what a name adds to the name of its family or lab, both of which stand above it */
function own(n) {
  for (const up of [node.get(n.family), home(n)]) {
    if (!up || !n.label.toLowerCase().startsWith(up.label.toLowerCase())) continue;
    const rest = n.label.slice(up.label.length);
    if (/^[\s\-–_:]/.test(rest) && rest.length > 2) return rest.slice(1).trim();
  }
  return n.label;
}
function folded(text, most) {
  const out = [""];
  for (const word of text.split(/(?<=[\s\-])/)) if (out.at(-1) && (out.at(-1) + word).trim().length > most) out.push(word); else out[out.length - 1] += word;
  return out.slice(0, 3).map((s, i) => cut(s.trim(), most + 4) + (i === 2 && out.length > 3 ? "…" : ""));
}
function above(ctx) {
  const scale = net.getScale(), t = theme(), boxes = [], v = view(), {inside} = v;
  const free = box => !boxes.some(o => o[0] < box[2] && o[2] > box[0] && o[1] < box[3] && o[3] > box[1]);
  /* side: -1 text ends at x, 0 is centred on x, 1 begins at x; y is the top; false if it would touch another */
  const write = (texts, x, y, px, weight, colour, side, halo, sure) => {
    const size = px / scale, wide = Math.max(...texts.map(s => widthOf(ctx, s, weight))) * size;
    const left = side === 0 ? x - wide / 2 : side < 0 ? x - wide : x, gap = 1.5 / scale;
    const box = [left - gap, y, left + wide + gap, y + texts.length * size * 1.16];
    if (!sure && !free(box)) return false;
    boxes.push(box);
    ctx.font = `${weight} ${size}px ${FONT}`; ctx.textAlign = side === 0 ? "center" : "left"; ctx.textBaseline = "alphabetic";
    ctx.lineJoin = "round"; ctx.lineWidth = 3 / scale; ctx.strokeStyle = halo; ctx.fillStyle = colour; ctx.setLineDash([]);
    texts.forEach((s, i) => { const at = [s, side === 0 ? x : left, y + size * (.92 + i * 1.16)]; ctx.strokeText(...at); ctx.fillText(...at); });
    return true;
  };
  const block = n => { const [x, y] = ground.at[n.i], r = n.kind === "lab" ? n.r : small(n); boxes.push([x - r, y - r, x + r, y + r]); };
  const beside = (n, texts, px, weight) => {
    const [x, y] = ground.at[n.i], size = px / scale, r = small(n) + 2 / scale, h = texts.length * size * 1.16;
    const tries = ground.scrolls ? [[x + r + 1, y - h / 2, 1], [x - r - 1, y - h / 2, -1]] : [[x, y + r, 0], [x, y - r - h, 0], [x + r, y - h / 2, 1], [x - r, y - h / 2, -1]];
    return tries.some(([a, b, side]) => write(texts, a, b, px, weight, t.text, side, t.disc));
  };
  ctx.save();
  if (ground.box) {
    for (const e of strong) {
      const p = e.path, s = strokeOf(e.kind), px = clamp(9, 10.5 * scale, 12), said = e.said.join(", ");
      if (!p || scale < .5 || (chosen && !e.near && !related)) continue;
      /* beside the line, in the gap where it begins or in that where it ends */
      const ends = [[p[0], p[1], p[2], p[3]], p.slice(-4)].map(([x, y, u, v]) => [(x + u) / 2, (y + v) / 2 - px * .58 / scale]);
      ends.some(([x, y]) => write([said], x, y, px, 500, ink(s), 0, t.page));
    }
    ctx.restore(); return;
  }
  const hot = [hovered !== null && node.get(hovered), chosen].filter((n, i, l) => n && l.indexOf(n) === i && shown.has(n) && n.kind !== "lab");
  for (const n of hot) beside(n, [cut(n.label, 60)], 13, 700);
  if (ground.scrolls) {
    ctx.fillStyle = t.page; ctx.globalAlpha = .9; ctx.fillRect(v.a.x, v.a.y, v.b.x - v.a.x, 20 / scale); ctx.globalAlpha = 1;
    for (const [kind, , name, [x, , w]] of ground.panels) if (kind === "band") write([name], Math.max(x, v.a.x) + 5 / scale, v.a.y + 4 / scale, 12, 600, t.faint, 1, t.page);
    boxes.push([v.a.x, v.a.y, v.b.x, v.a.y + 20 / scale]);
  }
  for (const [kind, code, , [x, y, w, h]] of ground.panels) if (kind === "country") {
    const px = clamp(11.5, 17 * scale, 20), top = ground.scrolls ? y + 3 : y + 5;
    if (y > v.b.y || y + h < v.a.y || x > v.b.x || x + w < v.a.x) continue;
    const left = Math.max(x + 12, v.a.x + 8 / scale), room = (x + w - left) * scale - 6;
    if (room > 20) write([fit(ctx, country(code), 700, px, room)], left, top, px, 700, t.text, 1, t.panel);
  }
  if (ground.scrolls) {
    for (const [kind, , i, [x, y, , h]] of ground.panels) if (kind === "lane" && y < v.b.y && y + h > v.a.y) {
      const n = i < 0 ? null : all[i], px = clamp(8.5, 11.5 * scale, 13), left = Math.max(x + 26, v.a.x + 22 / scale);
      if (n && !n.alive) continue;
      if (h * scale > px) write([fit(ctx, n ? n.label : "no lab", 600, px, 118 * Math.max(scale, .8))], left, y + h / 2 - px * .58 / scale, px, 600, t.text, 1, t.page);
    }
  }
  if (ground.folds) {
    const order = ground.discs.filter(d => d[4] === "lab").map(d => ({n: d[0] < 0 ? null : all[d[0]], x: d[1], y: d[2], r: d[3], lines: d[5]}));
    order.sort((p, q) => (q.n === chosen) - (p.n === chosen) || q.r - p.r);
    for (const d of order) {
      if (!inside(d.x, d.y, d.r * 1.6) || (d.n && !d.n.alive)) continue;
      if (!d.n && ![...shown].some(m => !home(m))) continue;
      const r = d.n && !isOpen(d.n) ? d.n.r * (lookOf(d.n).shape === "diamond" ? 1.08 : .9) : d.r;
      ctx.globalAlpha = d.n && faint(d.n) && !d.n.ajar ? .3 : 1;
      if (d.n && measure && d.n.best > -Infinity) d.lines = [...d.lines, String(d.n.best)];
      const px = clamp(9.5, 13 * scale, 17), high = d.lines.length * px * 1.16 / scale;
      if (!write(d.lines, d.x, d.y + r + 3 / scale, px, 600, t.text, 0, t.panel)) write(d.lines, d.x, d.y - r - high - 3 / scale, px, 600, t.text, 0, t.panel);
    }
    ctx.globalAlpha = 1;
    for (const [kind, , name, [x, y, w]] of ground.panels) if (kind === "category" && inside(x, y, w)) write([fit(ctx, S.categories[name].word, 500, clamp(9.5, 11.5 * scale, 14), w * scale + 6)], x, y + 2, clamp(9.5, 11.5 * scale, 14), 500, t.faint, 1, t.panel);
    for (const [i, x, y, r, kind] of ground.discs) if (kind === "family" && inside(x, y, r) && shown.has(all[i]) && r * scale > 16) {
      const n = all[i], px = clamp(9, 7 * scale, 13);
      ctx.globalAlpha = faint(n) ? .3 : 1;
      write([fit(ctx, n.label, 600, px, Math.max(2.3 * r * scale, 60))], x, y - r + small(n) + 1 / scale, px, 600, t.faint, 0, t.panel);
    }
    ctx.globalAlpha = 1;
  }
  const px = ground.scrolls ? clamp(0, 10 * scale, 12) : clamp(0, 4.4 * scale, 12.5), loud = related && show && related.size < 400 ? [...related] : [];
  if (px >= 8.5 || loud.length) {
    const near = [];
    for (const n of shown) if (n.kind !== "lab" && n.kind !== "family") { const [x, y] = ground.at[n.i]; if (inside(x, y, 20)) { near.push(n); if (near.length < 900) block(n); } }
    if (near.length < 900) {
      const list = near.sort((p, q) => q.released < p.released ? -1 : q.released > p.released ? 1 : p.id < q.id ? -1 : 1);
      const most = ground.scrolls ? 30 : Math.max(9, Math.floor(16 * scale / (px || 9) / .56));
      for (const [some, size] of [[loud, Math.max(px, 10.5)], [px >= 8.5 ? list : [], px]]) for (const n of some) {
        if (!shown.has(n) || n.kind === "lab" || n.kind === "family" || hot.includes(n) || (some === list && loud.includes(n))) continue;
        const [x, y] = ground.at[n.i];
        if (!inside(x, y, 0)) continue;
        ctx.globalAlpha = faint(n) ? .2 : 1;
        beside(n, ground.scrolls ? [cut(n.label, most)] : some === loud ? [cut(n.label, 34)] : folded(own(n), most), size, 400);
      }
    }
  }
  ctx.globalAlpha = 1;
  for (const e of strong) if (e.near && scale > 1.2 && strong.length < 14) {
    const p = ground.at[e.a.i], q = ground.at[e.b.i], s = strokeOf(e.kind);
    write([s.word], (p[0] + q[0]) / 2, (p[1] + q[1]) / 2, 10.5, 500, ink(s), 0, t.disc);
  }
  ctx.restore();
}
net.on("beforeDrawing", ctx => { if (ground) behind(ctx); });
net.on("afterDrawing", ctx => { if (ground) above(ctx); });

/* ---- where to look ---- */
function stand(force) {
  const box = $("net").getBoundingClientRect(), forms = data.layouts[layout], next = forms[box.width < box.height * .85 ? "tall" : "wide"];
  if (next !== ground || force) {
    ground = next;
    for (const d of ground.discs) if (d[4] === "lab" && d[0] >= 0) all[d[0]].room = d[3];
    for (const n of all) if (n.room === undefined) n.room = 20;
    shown.clear(); loose.length = 0; lines = []; strong = []; held.clear(); dots.clear();
    refresh();
  }
  frame();
}
function frame() {
  const box = $("net").getBoundingClientRect(), [w, h] = ground.size, pad = box.width < 500 ? 5 : 14;
  let scale = Math.min((box.width - 2 * pad) / Math.max(w, 1), (box.height - 2 * pad) / Math.max(h, 1)), x = w / 2, y = h / 2;
  if (ground.scrolls || ground.box || ground === data.layouts[layout].tall) {
    const least = ground.scrolls || ground.box ? .62 : 0;
    scale = Math.max(scale, Math.min(1.15, Math.max(ground.box ? 0 : (box.width - 2 * pad) / w, least)));
    if (h * scale > box.height) y = (box.height / 2 - pad) / scale;
    if (w * scale > box.width + 1 && ground.scrolls) x = (box.width / 2 - pad) / scale;
  }
  const focus = ground.box && (chosen && stands(chosen) ? chosen : all[ground.focus]);
  if (focus && (h * scale > box.height || w * scale > box.width)) {
    const [u, v] = ground.at[focus.i], half = [box.width / 2 / scale - pad, box.height / 2 / scale - pad];
    x = w * scale > box.width ? clamp(half[0], u, w - half[0]) : w / 2;
    y = h * scale > box.height ? clamp(half[1], v, h - half[1]) : h / 2;
  }
  net.moveTo({position: {x, y}, scale: clamp(.02, scale, ground.box ? 1.25 : 1.8), animation: false});
  again();
}
/* vis-network leaves out what it last saw outside the view; a second drawing brings it in */
function again() { requestAnimationFrame(() => { net.redraw(); requestAnimationFrame(() => net.redraw()); }); }
const glide = () => calm.matches || quiet ? false : {duration: 350, easingFunction: "easeInOutQuad"};
const zoomBy = f => { moved = true; net.moveTo({scale: clamp(.03, net.getScale() * f, 12), animation: glide()}); };
const shift = (dx, dy) => { moved = true; const p = net.getViewPosition(), s = net.getScale(); net.moveTo({position: {x: p.x + dx / s, y: p.y + dy / s}, animation: false}); };
function cover(list, least, most, margin = 15) {
  let a = Infinity, b = Infinity, c = -Infinity, d = -Infinity;
  for (const [x, y, r] of list) { a = Math.min(a, x - r); b = Math.min(b, y - r); c = Math.max(c, x + r); d = Math.max(d, y + r); }
  if (a > c) return;
  moved = true;
  const box = $("net").getBoundingClientRect(), card = $("card").hidden ? null : $("card").getBoundingClientRect(), slim = box.width < 760;
  const w = box.width - (card && !slim ? card.width + 20 : 0) - 2 * (slim ? 15 : margin), h = box.height - (card && slim ? card.height + 10 : 0) - 40;
  const scale = clamp(least, Math.min(w / Math.max(c - a, 1), h / Math.max(d - b, 1)), most);
  net.moveTo({position: {x: (a + c) / 2 + (card && !slim ? (card.width + 10) / 2 / scale : 0), y: (b + d) / 2 + (card && slim ? (card.height + 10) / 2 / scale : 0)}, scale, animation: glide()});
  setTimeout(again, 400);
}

/* ---- the card ---- */
const make = (tag, text, into, css) => { const e = document.createElement(tag); if (text) e.textContent = text; if (css) e.className = css; if (into) into.append(e); return e; };
const safe = url => { try { return ["http:", "https:"].includes(new URL(url).protocol); } catch { return false; } };
function link(into, text, url) {
  if (!url || !safe(url)) { into.append(text); return; }
  const a = make("a", text || url, into); a.href = url; a.target = "_blank"; a.rel = "noopener noreferrer";
}
const jump = (n, into) => { const b = make("button", n.label, into, "to"); b.type = "button"; b.addEventListener("click", () => choose(n, {go: true})); };
const act = (text, into, pressed, f) => { const b = make("button", text, into); b.type = "button"; if (pressed !== null) b.setAttribute("aria-pressed", String(pressed)); b.addEventListener("click", f); };
function scores(n, card) {
  let rows = n.scores.map(s => [s, n]);
  if (n.kind === "lab" || n.kind === "family") {
    const best = new Map();
    for (const m of n.kind === "lab" ? n.inside : n.ties.filter(t => t.kind === "member-of" && !t.out).map(t => t.other)) for (const s of m.scores) {
      if (!best.has(s[0]) || Number(s[1]) > Number(best.get(s[0])[0][1])) best.set(s[0], [s, m]);
    }
    rows = [...best.values()].sort((p, q) => p[0][0] < q[0][0] ? -1 : 1);
  }
  if (!rows.length) return;
  make("h3", n.scores.length ? "Scores" : "Best scores", card);
  const ul = make("ul", "", card, "scores");
  for (const [[version, value, effort, day, who, source], m] of rows) {
    const li = make("li", "", ul);
    make("div", version, li);
    make("b", value, li);
    const small = make("small", "", li);
    if (m !== n) { jump(m, small); small.append(" · "); }
    small.append([effort, day, who].filter(Boolean).join(" · ") + " · ");
    const [title, url] = data.sources[source];
    link(small, cut(title, 44), url); if (small.lastElementChild) small.lastElementChild.title = title;
  }
}
function describe(n) {
  const card = $("card"), lab = home(n), facts = [];
  card.replaceChildren();
  const close = make("button", "×", card); close.id = "close"; close.type = "button"; close.setAttribute("aria-label", "Close"); close.addEventListener("click", () => { choose(null); $("net").focus(); });
  make("h2", n.label, card);
  if (data.site && /^(lab|family|model|product)\/[\w.-]+$/.test(n.id)) make("a", "Every statement with its source", make("p", "", card)).href = `/${n.id}`;
  const line = make("p", "", card), where = placeOf(n) ? country(placeOf(n)) : "";
  line.append(upper(S.kinds[n.kind].word));
  if (lab && lab !== n) { line.append(" by "); jump(lab, line); }
  if (where) line.append(" · " + where);
  if (n.kind === "lab") line.append(" · " + S.categories[n.category].word);
  if (n.names.length) make("p", "Also: " + n.names.join(", "), card);
  const acts = make("div", "", card, "acts");
  if (n.kind === "lab" && ground.folds) act(open.has(n.id) ? "Close" : `Open ${n.inside.length}`, acts, null, () => toggle(n));
  if (n.kind === "model" || n.kind === "product" || n.kind === "lab" || n.kind === "family") for (const way of ["upstream", "downstream", "neighbours"]) {
    act(upper(way), acts, show === way, () => choose(n, {as: show === way ? "" : way, fit: true}));
  }
  if (n.kind === "model") facts.push(["Openness", S.openness[n.openness].word]);
  if (n.makes.length) facts.push(["Makes", n.makes.map(m => S.modalities[m].word).join(", ")]);
  if (n.kind === "lab") facts.push(["Models", String(n.inside.filter(m => m.kind === "model").length)]);
  const list = n.facts.filter(f => f[0] === "released" || f[0] === "launched").concat(n.when && !n.facts.some(f => f[0] === "released" || f[0] === "launched") ? [["Released", n.when]] : [], facts, n.facts.filter(f => f[0] !== "released" && f[0] !== "launched"));
  if (list.length) { const dl = make("dl", "", card); for (const [k, v] of list) { make("dt", upper(k), dl); make("dd", v, dl); } }
  scores(n, card);
  const groups = new Map();
  for (const t of n.ties) {
    if ((t.kind === "developed-by" || t.kind === "operated-by") && t.out) continue;
    const s = strokeOf(t.kind), head = (t.kind === "developed-by" ? upper(S.kinds[t.other.kind].word) + "s" : t.out ? s.word : s.back);
    if (!groups.has(head)) groups.set(head, []);
    groups.get(head).push(t);
  }
  for (const [head, ties] of groups) {
    make("h3", upper(head), card);
    const ul = make("ul", "", card);
    ties.sort((p, q) => { const r = p.other.released, s = q.other.released; return r < s ? 1 : r > s ? -1 : p.other.id < q.other.id ? -1 : 1; });
    for (const t of ties.slice(0, 200)) {
      const li = make("li", "", ul), far = home(t.other) && home(t.other) !== lab && t.other.kind !== "lab" ? home(t.other).label : "";
      jump(t.other, li);
      make("span", [t.words, far, t.other.when].filter(Boolean).join(" · "), li);
    }
    if (ties.length > 200) make("li", `and ${ties.length - 200} more, in the table`, ul);
  }
  if (n.links.length) {
    make("h3", "Sources", card);
    const ul = make("ul", "", card), said = new Map();
    for (const [i, group] of n.links) { if (!said.has(i)) said.set(i, []); if (group) said.get(i).push(group); }
    for (const [i, groupsOf] of said) {
      const li = make("li", "", ul); link(li, data.sources[i][0], data.sources[i][1]);
      if (groupsOf.length) make("small", groupsOf.join(", "), li);
    }
  }
  card.hidden = false; card.scrollTop = 0;
}

/* ---- choosing, opening, isolating ---- */
function kin(n, way) {
  const found = new Set([n]), derives = t => Object.hasOwn(S.lineage, t.kind) || t.kind === "runs-on";
  const starts = n.kind === "lab" ? n.inside : n.kind === "family" ? n.ties.filter(t => t.kind === "member-of" && !t.out).map(t => t.other) : [n];
  for (const m of starts) found.add(m);
  if (way === "neighbours") { for (const m of starts) for (const t of m.ties) if (derives(t) || m === n && t.kind !== "in-category") found.add(t.other); return found; }
  const todo = [...starts];
  while (todo.length) for (const t of todo.pop().ties) if (derives(t) && t.out === (way === "upstream") && !found.has(t.other)) { found.add(t.other); todo.push(t.other); }
  return found;
}
function toggle(lab) {
  open[open.has(lab.id) ? "delete" : "add"](lab.id);
  if (chosen === lab || (chosen && home(chosen) === lab)) { if (chosen !== lab) chosen = lab; show = ""; related = null; describe(lab); }
  refresh(); remember(false);
  $("said").textContent = `${lab.label} is ${open.has(lab.id) ? "open" : "closed"}.`;
  if (open.has(lab.id)) lookAt(lab);
}
function lookAt(lab) { const d = ground.discs.find(e => all[e[0]] === lab && e[4] === "lab"); if (d) cover([[d[1], d[2] + 8, d[3] * 1.12 + 16]], .3, 5); }
function choose(n, {go = false, as = "", fit: whole = false} = {}) {
  chosen = n || null; show = chosen ? as : "";
  related = chosen && show ? kin(chosen, show) : chosen && chosen.kind === "category" ? new Set([chosen, ...chosen.ties.map(t => t.other)]) : null;
  const lab = chosen && home(chosen);
  if (chosen && chosen.kind !== "lab" && lab && ground.folds && !show) open.add(lab.id);
  hint(null);
  if (!chosen) $("card").hidden = true; else describe(chosen);
  remember(true);
  refresh();
  $("said").textContent = chosen ? `${chosen.label}, ${S.kinds[chosen.kind].word}${lab && lab !== chosen ? " by " + lab.label : ""}${show ? `, ${show}: ${related.size - 1}` : ""}` : "";
  if (!chosen) return;
  if (show) return cover([...related].filter(m => shown.has(m)).map(m => [...ground.at[m.i], m.size + 30]), .1, ground.box ? 1.2 : 4, ground.box ? 90 : 70);
  if (!stands(chosen)) return;
  const box = $("net").getBoundingClientRect(), card = $("card").getBoundingClientRect(), slim = box.width < 760;
  const p = ground.at[chosen.i], at = net.canvasToDOM({x: p[0], y: p[1]});
  const covered = at.x < 0 || at.y < 0 || at.x > box.width || at.y > box.height || (slim ? at.y > card.top - box.top - 30 : at.x > card.left - box.left - 30 && at.y < card.bottom - box.top + 30);
  if (chosen.kind === "lab" && ground.folds && open.has(chosen.id) && (go || whole)) return lookAt(chosen);
  if (go || covered) {
    moved = true;
    const scale = go && ground.folds ? clamp(chosen.kind === "lab" ? 1.3 : 3, net.getScale(), 6) : go && !ground.box ? clamp(1.1, net.getScale(), 4) : net.getScale();
    net.moveTo({position: {x: p[0] + (slim ? 0 : card.width / 2 / scale), y: p[1] + (slim ? card.height / 2 / scale : 0)}, scale, animation: glide()});
    setTimeout(again, 400);
  }
}

/* ---- pointing ---- */
function hint(id, at) {
  if (hovered !== id) requestAnimationFrame(() => net.redraw());
  hovered = id;
  const box = $("hint");
  box.hidden = id === null || !at;
  if (box.hidden) return;
  const n = node.get(id);
  box.replaceChildren();
  make("b", n.label, box);
  make("span", [S.kinds[n.kind].word, n.kind === "model" ? S.openness[n.openness].word : n.kind === "lab" ? S.categories[n.category].word : "", n.kind === "lab" ? `${n.count} models` : n.when, n.kind === "lab" && measure && n.best > -Infinity ? `${measure}: ${n.best}` : ""].filter(Boolean).join(" · "), box);
  const w = $("net").clientWidth, h = $("net").clientHeight;
  box.style.left = clamp(4, at.x + 14, Math.max(4, w - box.offsetWidth - 6)) + "px";
  box.style.top = clamp(4, at.y + 16, Math.max(4, h - box.offsetHeight - 6)) + "px";
}
/* what is at a point: of few things the nearest, of many by squares of the plane; a little beside still counts */
function thingAt(p) {
  let best = null, least = Infinity;
  const near = 4 / net.getScale(), look = n => {
    const [x, y] = ground.at[n.i], dx = Math.abs(x - p.x), dy = Math.abs(y - p.y);
    const inside = ground.box ? dx <= ground.box[0] / 2 && dy <= ground.box[1] / 2 : Math.hypot(dx, dy) <= (n.kind === "lab" ? n.r * .95 : small(n)) + near;
    if (inside && dx * dx + dy * dy < least) { least = dx * dx + dy * dy; best = n; }
  };
  for (const id of held.keys()) look(node.get(id));
  if (!loose.length) return best;
  if (!grid) { grid = new Map(); for (const n of loose) { const [x, y] = ground.at[n.i], k = (x >> 5) + ":" + (y >> 5); if (!grid.has(k)) grid.set(k, []); grid.get(k).push(n); } }
  for (let i = -1; i < 2; i++) for (let j = -1; j < 2; j++) (grid.get(((p.x >> 5) + i) + ":" + ((p.y >> 5) + j)) || []).forEach(look);
  return best;
}
const discAt = p => { const d = ground.discs.find(e => e[4] === "lab" && e[0] >= 0 && all[e[0]].alive && isOpen(all[e[0]]) && ((p.x - e[1]) ** 2 + (p.y - e[2]) ** 2 <= e[3] ** 2 || p.y > e[2] && p.y < e[2] + e[3] + 18 && Math.abs(p.x - e[1]) < 34)); return d ? all[d[0]] : null; };
const laneAt = p => { const d = ground.scrolls && ground.panels.find(e => e[0] === "lane" && p.x < e[3][0] + 150 && p.y > e[3][1] && p.y < e[3][1] + e[3][3]); return d && d[2] >= 0 ? all[d[2]] : null; };
canvas.addEventListener("pointermove", e => {
  if (e.buttons || e.pointerType === "touch") return;
  const at = {x: e.offsetX, y: e.offsetY}, n = thingAt(net.DOMtoCanvas(at));
  canvas.style.cursor = n ? "pointer" : "";
  if (n || hovered !== null) hint(n ? n.id : null, at);
});
canvas.addEventListener("pointerleave", () => hint(null));
net.on("click", e => {
  const p = e.pointer.canvas, n = thingAt(p);
  $("net").focus({preventScroll: true});
  if (n && n.kind === "lab" && ground.folds) { open.add(n.id); return choose(n, {whole: true, go: true}); }
  if (n) return choose(n);
  const lab = discAt(p) || laneAt(p);
  choose(lab && lab !== chosen ? lab : null);
});
net.on("doubleClick", e => { const lab = thingAt(e.pointer.canvas) || discAt(e.pointer.canvas); if (lab && lab.kind === "lab" && ground.folds && open.has(lab.id)) toggle(lab); });
net.on("dragStart", () => { moved = true; hint(null); });
net.on("zoom", () => { moved = true; hint(null); });
$("net").addEventListener("wheel", e => {
  if (!ground.scrolls || e.ctrlKey || e.metaKey) return;
  e.preventDefault(); e.stopPropagation();
  hint(null); shift(e.shiftKey ? e.deltaY : e.deltaX, e.shiftKey ? 0 : e.deltaY); again();
}, {capture: true, passive: false});

/* ---- the legend ---- */
const swatches = [], boxesOf = [];
function swatch(into, wide, paint) {
  const c = make("canvas", "", into), dpr = Math.max(1, devicePixelRatio || 1);
  c.width = wide * dpr; c.height = 18 * dpr; c.style.width = wide + "px"; c.style.height = "18px"; c.setAttribute("aria-hidden", "true");
  swatches.push(() => { const x = c.getContext("2d"); x.setTransform(dpr, 0, 0, dpr, 0, 0); x.clearRect(0, 0, wide, 18); paint(x); });
}
function ticks() {
  for (const f of boxesOf) f();
  $("month").value = asOf ? months.indexOf(asOf) : months.length;
  speak();
  for (const b of $("layouts").children) b.setAttribute("aria-pressed", String(b.dataset.layout === layout));
  if ($("measure")) $("measure").value = measure;
  $("unfold").hidden = !data.layouts[layout].wide.folds;
}
function part(title, filter, rows, paint, wide, counts) {
  if (!rows.length) return;
  const f = make("fieldset", "", $("legend")), head = make("legend", "", f);
  make("span", title, head);
  const sets = make("span", "", head, "sets");
  for (const [word, on] of [["all", true], ["none", false]]) {
    const b = make("button", word, sets); b.type = "button"; b.setAttribute("aria-label", `${title}: ${word}`);
    b.addEventListener("click", () => { for (const [k] of rows) off[filter][on ? "delete" : "add"](k); changed(); });
  }
  for (const [key, row] of rows) {
    const l = make("label", "", f), i = make("input", "", l); i.type = "checkbox"; i.dataset.filter = filter; i.value = key;
    if (paint) swatch(l, wide, x => paint(x, row, key));
    make("span", upper(row.word), l);
    if (counts) make("small", String(counts.get(key) || 0), l);
    boxesOf.push(() => { i.checked = !off[filter].has(key); l.classList.toggle("off", !i.checked); });
    i.addEventListener("change", () => { off[filter][i.checked ? "delete" : "add"](key); changed(); });
  }
}
function changed() { ticks(); if (chosen) describe(chosen); refresh(); remember(false); }
function legend() {
  const count = (list, f) => { const m = new Map(); for (const n of list) for (const k of [f(n)].flat()) m.set(k, (m.get(k) || 0) + 1); return m; };
  const labs = all.filter(n => n.kind === "lab"), models = all.filter(n => n.kind === "model"), made = all.filter(n => n.kind === "model" || n.kind === "product");
  const dot = (x, look) => glyph(x, look, 9, 9, look.shape === "pill" ? 5.5 : 6.5, theme().page);
  const tables = (table, counts) => Object.entries(table).filter(([k]) => counts.has(k));
  const ranked = [...versions].filter(([, v]) => v.labs.size > 2);
  if (ranked.length && labs.length) {
    const f = make("fieldset", "", $("legend")); make("legend", "Size of a lab", f);
    const s = make("select", "", f); s.id = "measure"; s.setAttribute("aria-label", "Size of a lab");
    make("option", "Number of models", s).value = "";
    for (const [k] of ranked.sort((p, q) => q[1].labs.size - p[1].labs.size || (p[0] < q[0] ? -1 : 1))) make("option", "Best: " + k, s).value = k;
    s.addEventListener("change", () => { measure = s.value; refresh(); remember(false); });
  }
  const byCountry = count(labs, n => n.country), codes = [...byCountry.keys()].sort((p, q) => !p - !q || byCountry.get(q) - byCountry.get(p) || (country(p) < country(q) ? -1 : 1));
  part("Labs by category", "category", tables(S.categories, count(labs, n => n.category)), dot, 18, count(labs, n => n.category));
  const byOpenness = count(models, n => n.openness);
  part("Models by openness", "openness", tables(S.openness, byOpenness), dot, 18, byOpenness);
  const stroke = (x, s) => {
    x.strokeStyle = x.fillStyle = ink(s); x.lineWidth = s.width * 1.2; x.setLineDash(s.dashes);
    x.beginPath(); x.moveTo(1, 9); x.lineTo(s.arrow ? 27 : 33, 9); x.stroke(); x.setLineDash([]);
    if (s.arrow) { x.beginPath(); x.moveTo(33, 9); x.lineTo(26, 5.5); x.lineTo(26, 12.5); x.fill(); }
  };
  const byRelation = count(edges, e => e.kind);
  part("Lineage: arrows point to the origin", "relation", tables(S.lineage, byRelation), stroke, 34);
  part("Countries", "country", codes.map(c => [c, {word: country(c)}]), null, 0, byCountry);
  const byMade = count(made, n => n.makes.length ? n.makes : [""]);
  part("Models by what they make", "modality", tables(S.modalities, byMade), dot, 18, byMade);
  const byKind = count(all, n => n.kind);
  part("Kinds of things", "kind", tables(S.kinds, byKind).filter(([k]) => k !== "category"), dot, 18, byKind);
  part("Other relations", "relation", tables(S.ties, byRelation), stroke, 34);
  make("p", "Panels are countries. A lab opens to its families, models and products when you click it.", $("legend"));
  swatches.forEach(f => f());
}

/* ---- the search ---- */
const plainly = s => s.normalize("NFKD").toLowerCase().replace(/[\p{M}\s\-_.·:/()]+/gu, "");
let keys = null;
const weight = {lab: 0, family: 1, model: 2, product: 2, category: 3};
let hits = [], at = -1;
function search() {
  keys ||= all.map(n => ({n, names: [n.label, ...n.names, n.id.slice(n.id.indexOf("/") + 1)].map(s => [plainly(s), s])}));
  const q = plainly($("ask").value), list = $("found");
  hits = []; at = -1;
  if (q) for (const {n, names} of keys) {
    let best = 9, by = "";
    for (const [s, said] of names) { const k = s === q ? 0 : s.startsWith(q) ? 1 : s.includes(q) ? 2 : 9; if (k < best) { best = k; by = said; } }
    if (best < 9) hits.push([best, weight[n.kind], n.label.length, n, by]);
  }
  hits.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || (a[3].id < b[3].id ? -1 : 1));
  const rest = hits.length - 12;
  hits = hits.slice(0, 12);
  list.replaceChildren();
  hits.forEach(([, , , n, by], i) => {
    const li = make("li", "", list); li.id = "hit" + i; li.setAttribute("role", "option");
    make("b", n.label, li);
    const lab = home(n);
    make("span", [plainly(n.label).includes(q) ? "" : by, S.kinds[n.kind].word, lab && lab !== n ? lab.label : "", n.released.slice(0, 4)].filter(Boolean).join(" · "), li);
    li.addEventListener("pointerdown", e => { e.preventDefault(); take(i); });
  });
  if (q && (!hits.length || rest > 0)) { const li = make("li", hits.length ? `and ${rest} more` : "Nothing is called that.", list); li.setAttribute("role", "option"); li.setAttribute("aria-disabled", "true"); }
  list.hidden = !q; $("ask").setAttribute("aria-expanded", String(!!q));
  mark(hits.length ? 0 : -1);
}
function mark(i) {
  at = i;
  [...$("found").children].forEach((li, j) => { li.setAttribute("aria-selected", String(j === i)); if (j === i) li.scrollIntoView({block: "nearest"}); });
  if (i < 0) $("ask").removeAttribute("aria-activedescendant"); else $("ask").setAttribute("aria-activedescendant", "hit" + i);
}
function shut() { $("found").hidden = true; $("ask").setAttribute("aria-expanded", "false"); $("ask").removeAttribute("aria-activedescendant"); }
function take(i) {
  if (!hits[i]) return;
  const n = hits[i][3];
  shut(); $("ask").value = n.label; $("net").focus({preventScroll: true});
  if (n.kind === "lab" && ground.folds) open.add(n.id);
  choose(n, {go: true});
}
$("ask").addEventListener("input", search);
$("ask").addEventListener("focus", () => { if ($("ask").value) search(); });
$("ask").addEventListener("blur", shut);
$("ask").addEventListener("keydown", e => {
  if (e.key === "ArrowDown" || e.key === "ArrowUp") { e.preventDefault(); if (hits.length) mark((at + (e.key === "ArrowDown" ? 1 : hits.length - 1)) % hits.length); }
  else if (e.key === "Enter") take(at);
  else if (e.key === "Escape") { e.stopPropagation(); if ($("found").hidden) $("ask").value = ""; shut(); }
});

/* ---- time ---- */
let playing = null;
const range = $("month");
range.max = months.length; for (const id of ["play", "month", "when"]) $(id).hidden = months.length < 2;
function speak() { range.setAttribute("aria-valuetext", asOf || "everything"); }
function until(i) { asOf = i >= months.length ? null : months[i]; range.value = i; speak(); refresh(); }
function stop() { clearInterval(playing); playing = null; $("play").textContent = "▶"; $("play").setAttribute("aria-label", "Play the years"); remember(false); }
range.addEventListener("input", () => { if (playing) stop(); until(Number(range.value)); });
range.addEventListener("change", () => remember(false));
$("play").addEventListener("click", () => {
  if (playing) return stop();
  let i = asOf ? months.indexOf(asOf) : 0;
  $("play").textContent = "❚❚"; $("play").setAttribute("aria-label", "Pause");
  until(i);
  playing = setInterval(() => { i += calm.matches ? 3 : 1; until(Math.min(i, months.length)); if (i >= months.length) stop(); }, calm.matches ? 900 : 260);
});

/* ---- keys and buttons ---- */
const arrows = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
function step([dx, dy]) {
  const from = chosen && stands(chosen) ? ground.at[chosen.i] : null, v = net.getViewPosition();
  const [x, y] = from || [v.x, v.y];
  let best = null, least = Infinity;
  for (const n of shown) if (n !== chosen && !faint(n)) {
    const [u, w] = ground.at[n.i], along = (u - x) * dx + (w - y) * dy, across = Math.abs((u - x) * dy) + Math.abs((w - y) * dx);
    const cost = from ? along + 2.2 * across : Math.hypot(u - x, w - y);
    if ((!from || along > 1) && cost < least) { least = cost; best = n; }
  }
  if (best) choose(best, {as: show && related && related.has(best) ? show : ""});
}
$("net").addEventListener("keydown", e => {
  const way = has(arrows, e.key), letter = {u: "upstream", d: "downstream", n: "neighbours"}[e.key];
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  if (way && e.shiftKey) shift(60 * way[0], 60 * way[1]);
  else if (way) step(way);
  else if (e.key === "+" || e.key === "=") zoomBy(1.4);
  else if (e.key === "-") zoomBy(1 / 1.4);
  else if (e.key === "0") { moved = false; frame(); }
  else if ((e.key === "Enter" || e.key === " ") && chosen && home(chosen)) { if (ground.folds) toggle(home(chosen)); }
  else if (letter && chosen) choose(chosen, {as: show === letter ? "" : letter, fit: true});
  else return;
  e.preventDefault();
});
addEventListener("keydown", e => {
  if (e.key === "Escape") { if ($("save").open) { $("save").open = false; $("save").firstElementChild.focus(); } else if (show) choose(chosen); else choose(null); }
  else if (e.key === "/" && !e.ctrlKey && !e.metaKey && !/^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName)) { e.preventDefault(); $("ask").focus(); }
});
addEventListener("click", e => { if ($("save").open && !$("save").contains(e.target)) $("save").open = false; });
$("nearer").addEventListener("click", () => zoomBy(1.5));
$("farther").addEventListener("click", () => zoomBy(1 / 1.5));
$("all").addEventListener("click", () => { moved = false; choose(null); frame(); });
$("unfold").addEventListener("click", () => {
  const labs = all.filter(n => n.kind === "lab"), any = open.size > 0;
  open = new Set(any ? [] : labs.map(n => n.id));
  if (any && chosen && chosen.kind !== "lab") { choose(null); }
  refresh(); remember(false); caption(); again();
});
function caption() { $("unfold").textContent = open.size ? "Fold all" : "Unfold all"; }
$("theme").addEventListener("click", () => { document.documentElement.dataset.theme = dark ? "light" : "dark"; repaint(); });
function repaint() { dark = isDark(); swatches.forEach(f => f()); refresh(); }
for (const name of names) {
  const b = make("button", data.layouts[name].word, $("layouts")); b.type = "button"; b.dataset.layout = name;
  b.addEventListener("click", () => { layout = name; moved = false; ticks(); if (chosen) describe(chosen); stand(true); remember(true); if (chosen && stands(chosen)) choose(chosen, {as: show, go: !ground.box}); });
}
for (const a of $("skip").children) a.addEventListener("click", e => {
  e.preventDefault();
  if (a.hash === "#net") $("net").focus(); else $("read").click();
});
$("read").addEventListener("click", () => { $("table").open = true; $("table").scrollIntoView(); $("table").querySelector("summary").focus(); });
let wasOpen = false;
addEventListener("beforeprint", () => { wasOpen = $("table").open; $("table").open = true; });
addEventListener("afterprint", () => { $("table").open = wasOpen; });
addEventListener("hashchange", follow);
addEventListener("popstate", follow);
darkSystem.addEventListener("change", repaint);
let size = "";
new ResizeObserver(() => {
  const now = $("net").clientWidth + "x" + $("net").clientHeight;
  if (now === size) return;
  const first = !size; size = now;
  if (first) return;
  const p = net.getViewPosition(), scale = net.getScale();
  net.setSize("100%", "100%"); net.redraw();
  if (moved) net.moveTo({position: p, scale, animation: false}); else stand();
}).observe($("net"));

/* ---- saving ---- */
function give(blob, name) {
  const a = make("a"), url = URL.createObjectURL(blob);
  a.href = url; a.download = name; document.body.append(a); a.click(); a.remove();
  setTimeout(() => URL.revokeObjectURL(url), 30000);
}
const stem = () => "aikg-" + layout + (chosen ? "-" + chosen.id.replace(/[^a-z0-9]+/gi, "-").slice(0, 60) : "") + (asOf ? "-" + asOf : "");
const kept = () => all.filter(n => n.kind !== "category" && fits(n) && bornBy(n) && (!related || !show || related.has(n)));
const record = n => ({
  id: n.id, kind: n.kind, label: n.label, names: n.names, lab: n.lab, family: n.family, country: placeOf(n), category: groupOf(n), openness: n.openness,
  released: n.when, makes: n.makes, facts: Object.fromEntries(n.facts),
  scores: n.scores.map(s => ({benchmark: s[0], score: s[1], effort: s[2], asOf: s[3], reporter: s[4], source: data.sources[s[5]]})),
  sources: n.links.map(([i, group]) => ({title: data.sources[i][0], url: data.sources[i][1], for: group})),
});
$("json").addEventListener("click", () => {
  const list = kept(), inside = new Set(list);
  const text = JSON.stringify({
    title: data.title, about: data.about, asOf: asOf || "", address: location.hash, nodes: list.map(record),
    edges: edges.filter(e => inside.has(e.a) && inside.has(e.b) && !off.relation.has(e.kind)).map(e => ({from: e.from, to: e.to, kind: e.kind})),
  }, null, 1);
  give(new Blob([text], {type: "application/json"}), stem() + ".json");
});
const cell = s => { const t = /^[=+\-@\t\r]/.test(s) ? "'" + s : s; return /[",\n\r]/.test(t) ? '"' + t.replaceAll('"', '""') + '"' : t; };
$("csv").addEventListener("click", () => {
  const head = ["id", "kind", "label", "lab", "family", "country", "category", "openness", "released", "makes", "facts", "scores", "sources"];
  const rows = kept().map(record).map(n => [n.id, n.kind, n.label, n.lab, n.family, n.country, n.category, n.openness, n.released, n.makes.join(" "),
    Object.entries(n.facts).map(f => f.join(": ")).join("; "), n.scores.map(s => `${s.benchmark}: ${s.score} (${s.asOf}, ${s.reporter})`).join("; "), n.sources.map(s => s.url || s.title).join(" ")]);
  give(new Blob(["\ufeff" + [head, ...rows].map(r => r.map(cell).join(",")).join("\r\n") + "\r\n"], {type: "text/csv"}), stem() + ".csv");
});
$("png").addEventListener("click", () => {
  const w = canvas.clientWidth, h = canvas.clientHeight, p = net.getViewPosition(), scale = net.getScale(), dpr = canvas.width / Math.max(w, 1), grow = Math.max(1, 2 / dpr);
  const out = document.createElement("canvas"), ctx = out.getContext("2d");
  /* drawn once at twice the size and put back, all before the browser paints */
  net.setSize(w * grow + "px", h * grow + "px"); net.moveTo({position: p, scale: scale * grow, animation: false}); net.redraw(); net.redraw();
  out.width = canvas.width; out.height = canvas.height + 60;
  ctx.fillStyle = theme().page; ctx.fillRect(0, 0, out.width, out.height); ctx.drawImage(canvas, 0, 0);
  net.setSize("100%", "100%"); net.moveTo({position: p, scale, animation: false}); net.redraw(); again();
  ctx.textBaseline = "middle"; ctx.fillStyle = theme().text; ctx.font = `600 22px ${FONT}`;
  const title = data.title + (chosen ? ` · ${chosen.label}${show ? ", " + show : ""}` : "") + (asOf ? ` · as of ${asOf}` : "");
  ctx.fillText(fit(ctx, title, 600, 22, out.width / 2), 20, canvas.height * 0 + out.height - 30);
  const left = 40 + widthOf(ctx, fit(ctx, title, 600, 22, out.width / 2), 600) * 22;
  ctx.fillStyle = theme().faint; ctx.font = `400 17px ${FONT}`;
  ctx.fillText(fit(ctx, data.about, 400, 17, out.width - left - 20), left, out.height - 30);
  out.toBlob(blob => give(blob, stem() + ".png"), "image/png");
});

const folding = () => { $("legend").open = !narrow.matches; };
narrow.addEventListener("change", folding); folding();
legend(); ground = data.layouts[layout].wide; follow(); caption();
net.on("afterDrawing", caption);
document.documentElement.dataset.ready = "yes";
})();
