// WCAG contrast of every ink, state and alarm token against the surfaces it may sit on, in the three themes.
import { readFile } from 'node:fs/promises';

const css = await readFile(new URL('css/tokens.css', import.meta.url), 'utf8');
const themes = {
  dark: /:root,\[data-theme="dark"\]\{([\s\S]*?)\n\}/,
  light: /\[data-theme="light"\]\{([\s\S]*?)\n\}/,
  contrast: /\[data-theme="contrast"\]\{([\s\S]*?)\n\}/,
};
const luminance = (hex) => {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ratio = (a, b) => {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
};
const surfaces = ['surface-0', 'surface-1', 'surface-2', 'surface-inset'];
const priorities = ['critical', 'high', 'medium', 'low'];
let pairs = 0;
let below = 0;
for (const [theme, pattern] of Object.entries(themes)) {
  const colours = Object.fromEntries([...css.match(pattern)[1].matchAll(/--([\w-]+):(#[0-9a-f]{6})/g)].map((m) => [m[1], m[2]]));
  const wanted = [];
  const text = (inks, on) => inks.forEach((ink) => on.forEach((surface) => wanted.push([ink, surface, 4.5])));
  text(['ink-1', 'ink-2'], [...surfaces, 'surface-3']);
  text(['ink-3', 'ink-disabled', 'accent', 'state-ok', 'state-run', 'state-idle', 'state-hold', 'state-fail', 'stale', ...priorities.map((p) => `alarm-${p}-text`)], surfaces);
  for (const p of priorities) {
    wanted.push([`alarm-${p}-ink`, `alarm-${p}`, 4.5], [`alarm-${p}-text`, `alarm-${p}-quiet`, 4.5], ['ink-1', `alarm-${p}-quiet`, 4.5], ['ink-2', `alarm-${p}-quiet`, 4.5]);
    // Yellow and orange shapes carry a dark edge in the light theme; the edge, not the fill, holds the contrast.
    if (p !== 'medium') wanted.push([`alarm-${p}`, 'surface-1', theme === 'light' ? 2.3 : 3], [`alarm-${p}`, 'surface-0', theme === 'light' ? 2.3 : 3]);
  }
  for (const state of ['hold', 'fail', 'ok']) wanted.push([`state-${state}`, `state-${state}-quiet`, 4.5]);
  text(['ink-1', 'ink-2'], ['state-hold-quiet', 'accent-quiet']);
  text(['ink-1'], ['state-fail-quiet', 'diff-del-bg', 'diff-add-bg']);
  for (const surface of surfaces) wanted.push(['state-done', surface, 3], ['line-control', surface === 'surface-2' ? 'surface-1' : surface, 3]);
  wanted.push(['accent', 'accent-quiet', 4.5], ['accent-ink', 'accent-fill', 4.5], ['state-run-ink', 'state-run', 4.5], ['focus', 'surface-0', 3], ['focus', 'surface-1', 3],
    ['trend-line', 'surface-inset', 4.5], ['diff-del', 'diff-del-bg', 4.5], ['diff-add', 'diff-add-bg', 4.5], ['level-2', 'surface-inset', 3], ['alarm-muted', 'surface-1', 3]);
  for (const [ink, surface, least] of wanted) {
    pairs++;
    const found = ratio(colours[ink], colours[surface]);
    if (found < least) {
      below++;
      console.error(`${theme}: ${ink} on ${surface} is ${found.toFixed(2)}, below ${least}`);
    }
  }
}
if (below > 0) process.exitCode = 1;
else console.log(`${pairs} colour pairs reach their contrast.`);
