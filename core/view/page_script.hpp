// The script of `serhost view`, with page_figures.hpp in its middle. It builds elements, never
// markup from texts: names of runs, classes and clips are a stranger's.
#pragma once

namespace serhost::view {

/// Lists of runs and sweeps, before the figures.
inline constexpr char kListScript[] = R"js('use strict';
const state = { list: { runs: [], sweeps: [] }, chosen: [], sort: ['folder', 1] };
const el = (name, attributes = {}, ...children) => {
  const svg = ['svg', 'path', 'text', 'line', 'circle', 'g'].includes(name);
  const out = svg ? document.createElementNS('http://www.w3.org/2000/svg', name)
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) out.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false)
      out.setAttribute(key, value === true ? '' : value);
  }
  out.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined));
  return out;
};
const get = async (path, query = {}) => {
  const answer = await fetch(path + '?' + new URLSearchParams(query));
  if (!answer.ok) throw new Error(await answer.text());
  return answer;
};
const json = async (path, query) => (await get(path, query)).json();
const shown = metric => value => value === null || value === undefined ? '–'
  : (metric.percent ? 100 * value : value).toFixed(metric.percent ? 2 : 3);
const metric = (run, name) => (run.metrics ?? []).find(each => each.name === name);
const main = run => metric(run, run.main);

// --- the table of runs -------------------------------------------------------------------------
const columns = [
  ['name', 'name', run => run.name],
  ['status', 'status', run => run.status],
  ['backbone', 'backbone', run => run.backbone ?? ''],
  ['loss', 'loss', run => run.loss ?? ''],
  ['pooled', 'metric', run => main(run)?.pooled ?? null],
  ['chance', 'chance', run => main(run)?.chance ?? null],
  ['progress', 'folds', run => run.folds ? run.folds_done / run.folds : null],
  ['folder', 'folder', run => run.folder]];
const cell = (run, column) => {
  const m = main(run);
  if (column === 'pooled') {
    if (!m) return el('td', { class: 'n' }, '–');
    const f = shown(m), range = m.low === null ? '' : ` [${f(m.low)}, ${f(m.high)}]`;
    return el('td', { class: 'n' }, `${m.title} ${f(m.pooled)}${range}`,
      ...run.stamps.map(text => el('span', { class: 'below' }, text)));
  }
  if (column === 'chance') return el('td', { class: 'n' }, m ? shown(m)(m.chance) : '–');
  if (column === 'progress') {
    if (!run.folds) return el('td', {}, '–');
    const text = `${run.folds_done} of ${run.folds}`
      + (run.status === 'running' && run.epoch ? `, epoch ${run.epoch}` : '');
    return el('td', {}, el('progress', { max: run.folds, value: run.folds_done,
      'aria-label': text }), ' ' + text);
  }
  if (column === 'status')
    return el('td', { class: run.status === 'finished' ? 'done' : run.status }, run.status);
  return el('td', {}, String(columns.find(each => each[0] === column)[2](run)));
};
const compared = (a, b) => {
  const [key, way] = state.sort, value = columns.find(each => each[0] === key)[2];
  const x = value(a), y = value(b);
  if (x === null || y === null) return (x === null) - (y === null);
  return way * (typeof x === 'number' ? x - y
    : String(x).localeCompare(String(y), 'en', { numeric: true }));
};
const choose = id => {
  const at = state.chosen.indexOf(id);
  if (at >= 0) state.chosen.splice(at, 1);
  else state.chosen = [...state.chosen, id].slice(-2);
  drawRuns();
  drawChosen();
};
const drawRuns = () => {
  const head = columns.map(([key, title]) => el('th', { 'aria-sort': state.sort[0] === key
    ? (state.sort[1] > 0 ? 'ascending' : 'descending') : null },
    el('button', { onclick: () => {
      state.sort = [key, state.sort[0] === key ? -state.sort[1] : 1];
      drawRuns();
    } }, title)));
  const rows = [...state.list.runs].sort(compared).map(run => el('tr',
    { 'data-id': run.id, tabindex: 0, 'aria-selected': String(state.chosen.includes(run.id)),
      onclick: () => choose(run.id),
      onkeydown: event => event.key === 'Enter' && choose(run.id) },
    columns.map(([key]) => cell(run, key))));
  const before = document.activeElement?.dataset?.id;
  document.getElementById('runs').replaceChildren(
    el('p', { class: 'soft' }, 'Choose a run to look at it, two to see them side by side.'),
    el('div', { class: 'card' }, el('table', { class: 'sortable' },
      el('thead', {}, el('tr', {}, head)), el('tbody', {}, rows))));
  if (before) document.querySelector(`tr[data-id="${before}"]`)?.focus();
};

// --- sweeps ------------------------------------------------------------------------------------
const drawSweeps = () => document.getElementById('sweeps').replaceChildren(
  ...state.list.sweeps.map(sweep => {
    if (sweep.fault) return el('p', { class: 'stamp' }, `${sweep.folder}: ${sweep.fault}`);
    const done = sweep.cells.filter(each => each.status === 'done').length;
    const [rows, ...others] = sweep.axes, values = (axis, from) => axis === undefined ? ['']
      : [...new Set(from.map(each => String(each.values[axis] ?? '')))];
    const key = each => others.map(axis => String(each.values[axis] ?? '')).join(' · ');
    const across = [...new Set(sweep.cells.map(key))];
    const square = (row, column) => el('td', {}, sweep.cells
      .filter(each => String(each.values[rows] ?? '') === row && key(each) === column)
      .map(each => el('button', { class: 'plain ' + each.status, disabled: !each.run,
        title: each.reason || each.id, onclick: () => choose(each.run) },
        each.validation === null ? each.status : each.validation.toFixed(3))));
    return el('div', { class: 'card' },
      el('h2', {}, `Sweep ${sweep.name}`),
      el('p', {}, el('progress', { max: sweep.cells.length, value: done,
        'aria-label': `${done} of ${sweep.cells.length} cells` }),
        ` ${done} of ${sweep.cells.length} cells; ${sweep.figure} of the validation parts`),
      el('table', {},
        el('thead', {}, el('tr', {}, el('th', {}, rows ?? ''),
          across.map(name => el('th', {}, name)))),
        el('tbody', {}, values(rows, sweep.cells).map(row => el('tr', {},
          el('th', {}, row), across.map(column => square(row, column)))))));
  }));

)js";

/// Behind the figures (page_figures.hpp).
inline constexpr char kChoiceScript[] =
    R"js(
// --- the chosen runs ---------------------------------------------------------------------------
const table = run => el('div', { class: 'card' }, el('table', {},
  el('thead', {}, el('tr', {}, ['', 'pooled', '95 % interval', 'chance', 'folds mean ± sd']
    .map((text, i) => el('th', { class: i ? 'n' : null }, text)))),
  el('tbody', {}, run.metrics.map(m => el('tr', {}, el('th', {}, m.title),
    [shown(m)(m.pooled), m.low === null ? '–' : `${shown(m)(m.low)} … ${shown(m)(m.high)}`,
      shown(m)(m.chance), `${shown(m)(m.folds_mean)} ± ${shown(m)(m.folds_sd)}`]
      .map(text => el('td', { class: 'n' }, text)))))));
const side = run => el('article', { 'data-run': run.id },
  el('h2', {}, run.name), el('p', { class: 'soft' }, run.folder),
  run.fault ? el('p', { class: 'stamp' }, run.fault) : null,
  ...(run.stamps ?? []).map(text => el('p', { class: 'stamp' }, text)),
  run.metrics?.length ? table(run) : null, run.history ? curves(run) : null,
  run.confusion ? confusion(run) : null, run.status === 'finished' ? mistakes(run) : null);
let drawn = '';
const drawChosen = async () => {
  const place = document.getElementById('chosen'), ids = [...state.chosen];
  const runs = await Promise.all(ids.map(id => json('api/run', { id })));
  if (String(ids) !== String(state.chosen)) return;  // another choice was faster
  const now = JSON.stringify(runs);
  if (now === drawn) return;
  drawn = now;
  const parts = [el('div', { class: 'sides' }, runs.map(side))];
  if (runs.length === 2 && runs.every(run => run.status === 'finished')) {
    const text = el('pre', {}, 'comparing …');
    get('api/compare', { a: ids[0], b: ids[1] }).then(async answer => {
      text.textContent = await answer.text();
    }).catch(error => { text.textContent = error.message; });
    parts.unshift(el('div', { class: 'card' }, text));
  }
  place.replaceChildren(...parts);
};

// --- live --------------------------------------------------------------------------------------
let before = '';
const look = async () => {
  const told = document.getElementById('state');
  try {
    state.list = await json('api/list');
    const now = JSON.stringify(state.list), live = state.list.runs
      .filter(run => run.status === 'running').length;
    told.textContent = `${state.list.runs.length} runs` + (live ? `, ${live} unfinished` : '');
    if (now !== before) {
      before = now;
      drawSweeps();
      drawRuns();
      await drawChosen();
    } else if (live && state.chosen.length) await drawChosen();
  } catch (error) { told.textContent = `serhost view does not answer: ${error.message}`; }
  setTimeout(look, 3000);
};
look();
)js";

}  // namespace serhost::view
