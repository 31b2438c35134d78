// The figures of one run on the page of `serhost view`: curves, confusions, and the sound of clips
// that were taken for another class. A part of its script (page_script.hpp).
#pragma once

namespace serhost::view {

inline constexpr char kFigureScript[] =
    R"js(
// --- curves ------------------------------------------------------------------------------------
const nice = (low, high) => {
  const raw = (high - low) / 4 || 1, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map(x => x * power).find(x => x >= raw) ?? raw;
  const out = [];
  for (let x = Math.ceil(low / step) * step; x <= high + 1e-9; x += step) out.push(x);
  return out;
};
const chart = (title, lines) => {
  const points = lines.flatMap(line => line.points).filter(point => point[1] !== null);
  if (!points.length) return null;
  const xs = points.map(p => p[0]), ys = points.map(p => p[1]);
  const [x0, x1] = [Math.min(...xs), Math.max(...xs, Math.min(...xs) + 1)];
  const [y0, y1] = [Math.min(...ys), Math.max(...ys, Math.min(...ys) + 1e-6)];
  const X = x => 52 + 388 * (x - x0) / (x1 - x0), Y = y => 150 - 132 * (y - y0) / (y1 - y0);
  const round = value => String(Number(value.toPrecision(4)));
  return el('div', { class: 'card' }, el('div', { class: 'axis' }, title),
    el('svg', { viewBox: '0 0 450 178', role: 'img', 'aria-label': title },
      nice(y0, y1).map(y => el('g', {},
        el('line', { class: 'grid', x1: 52, x2: 440, y1: Y(y), y2: Y(y) }),
        el('text', { class: 'tick end', x: 46, y: Y(y) + 4 }, round(y)))),
      nice(x0, x1).filter(Number.isInteger).map(x =>
        el('text', { class: 'tick middle', x: X(x), y: 170 }, String(x))),
      lines.map(line => el('path', { class: `line c${line.color}`, fill: 'none',
        d: line.points.filter(p => p[1] !== null)
          .map((p, i) => `${i ? 'L' : 'M'}${X(p[0]).toFixed(1)} ${Y(p[1]).toFixed(1)}`)
          .join('') }))),
    el('div', { class: 'soft' }, 'epoch'));
};
const curves = run => {
  const series = new Map();
  for (const epoch of run.history) {
    const name = `fold ${epoch.fold}, seed ${epoch.seed}`;
    if (!series.has(name)) series.set(name, []);
    series.get(name).push(epoch);
  }
  const names = new Set(run.history.flatMap(epoch => Object.keys(epoch.validation)));
  const drawn = value => [...series.values()].map((epochs, i) => ({ color: i % 4 + 1,
    points: epochs.map(epoch => [epoch.epoch, value(epoch)]) }));
  return el('div', { class: 'charts' }, chart('training loss', drawn(epoch => epoch.train_loss)),
    ...[...names].map(name => chart(`validation ${name}`,
      drawn(epoch => epoch.validation[name] ?? null))));
};

// --- confusion ---------------------------------------------------------------------------------
const confusion = run => {
  if (!run.confusion.length || run.status !== 'finished') return null;
  return el('div', { class: 'card' }, el('table', { class: 'confusion' },
    el('thead', {}, el('tr', {}, el('th', {}, 'true ↓  predicted →'),
      run.classes.map(name => el('th', { class: 'n' }, name)),
      el('th', { class: 'n' }, 'recall %'))),
    el('tbody', {}, run.confusion.map((row, i) => {
      const all = row.reduce((sum, count) => sum + count, 0);
      return el('tr', {}, el('th', {}, run.classes[i]),
        row.map((count, j) => el('td', { class: 'n', style:
          `background:color-mix(in srgb, var(${i === j ? '--c1' : '--c2'}) ${
            all ? Math.round(70 * count / all) : 0}%, transparent)` }, String(count))),
        el('td', { class: 'n' }, all ? (100 * row[i] / all).toFixed(2) : '–'));
    }))));
};

// --- clips -------------------------------------------------------------------------------------
const spectrum = (samples, at, size) => {
  const re = new Float64Array(size), im = new Float64Array(size);
  for (let i = 0; i < size; ++i) {
    let j = 0;
    for (let bit = 1, k = i; bit < size; bit <<= 1, k >>= 1) j = j << 1 | k & 1;
    re[j] = (samples[at + i] ?? 0) * (0.5 - 0.5 * Math.cos(2 * Math.PI * i / size));
  }
  for (let span = 2; span <= size; span <<= 1) {
    for (let begin = 0; begin < size; begin += span) {
      for (let k = 0; k < span / 2; ++k) {
        const angle = -2 * Math.PI * k / span, a = begin + k, b = a + span / 2;
        const x = re[b] * Math.cos(angle) - im[b] * Math.sin(angle);
        const y = re[b] * Math.sin(angle) + im[b] * Math.cos(angle);
        [re[a], im[a], re[b], im[b]] = [re[a] + x, im[a] + y, re[a] - x, im[a] - y];
      }
    }
  }
  return Array.from({ length: size / 2 }, (_, k) => re[k] * re[k] + im[k] * im[k]);
};
const pictures = async blob => {
  const bytes = new DataView(await blob.arrayBuffer()), count = (bytes.byteLength - 44) / 2;
  const samples = Float32Array.from({ length: count },
    (_, i) => bytes.getInt16(44 + 2 * i, true) / 32768);
  const wave = el('canvas', { width: 800, height: 64, role: 'img', 'aria-label': 'waveform' });
  const ink = getComputedStyle(document.documentElement).getPropertyValue('--c1');
  const draw = wave.getContext('2d'), step = count / 800;
  draw.fillStyle = ink;
  for (let x = 0; x < 800; ++x) {
    let peak = 0;
    for (let i = Math.floor(x * step); i < (x + 1) * step; ++i)
      peak = Math.max(peak, Math.abs(samples[i] ?? 0));
    draw.fillRect(x, 32 - 31 * peak, 1, Math.max(1, 62 * peak));
  }
  const size = 512, columns = 400, rows = 128;
  const image = el('canvas', { width: columns, height: rows, class: 'spectrogram', role: 'img',
    'aria-label': `spectrogram, 0 to ${bytes.getUint32(24, true) / 4000} kHz` });
  const paint = image.getContext('2d'), pixels = paint.createImageData(columns, rows);
  for (let x = 0; x < columns; ++x) {
    const powers = spectrum(samples, Math.floor(x * (count - size) / columns), size);
    for (let y = 0; y < rows; ++y) {
      const decibel = 10 * Math.log10(powers[y] + 1e-9), place = 4 * ((rows - 1 - y) * columns + x);
      const level = Math.max(0, Math.min(1, (decibel + 50) / 80));
      pixels.data.set([255 * level ** 0.6, 255 * level ** 1.6, 90 + 90 * level * (1 - level), 255],
        place);
    }
  }
  paint.putImageData(pixels, 0, 0);
  return [wave, image];
};
const listen = async (run, clip, place) => {
  place.replaceChildren('reading …');
  try {
    const blob = await (await get('audio', { id: run.id, key: clip.key })).blob();
    place.replaceChildren(el('audio', { controls: true, src: URL.createObjectURL(blob) }),
      ...await pictures(blob));
  } catch (error) { place.replaceChildren(el('p', { class: 'stamp' }, error.message)); }
};
const mistakes = run => {
  const place = el('div', { class: 'clips' }, el('p', { class: 'soft' }, 'reading …'));
  json('api/mistakes', { id: run.id }).then(clips => place.replaceChildren(
    el('p', { class: 'soft' }, `${clips.length} clips taken for another class, the surest first`),
    el('div', { class: 'card tall' }, el('table', {}, el('tbody', {}, clips.map(clip => {
      const sound = el('td', { colspan: 4, hidden: true });
      const open = el('button', { class: 'plain', onclick: () => {
        sound.hidden = !sound.hidden;
        if (!sound.childNodes.length) listen(run, clip, sound);
      } }, 'listen');
      return [el('tr', {}, el('td', {}, open), el('td', { class: 'mono' }, clip.key),
        el('td', {}, `${clip.truth} → ${clip.predicted}`),
        el('td', { class: 'n' }, clip.sure.toFixed(3))), el('tr', {}, sound)];
    })))))).catch(error => place.replaceChildren(el('p', { class: 'stamp' }, error.message)));
  return place;
};

)js";

}  // namespace serhost::view
