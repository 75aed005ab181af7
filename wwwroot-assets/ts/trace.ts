// The layered picture of a trace: laid out and moved into view here, drawn by the page.
import { Graph, layout as arrange } from '@dagrejs/dagre';

interface Box { column: number; height: number }
interface Line { from: number; to: number }
interface Layout { tops: number[]; bends: number[][] }
interface Placed { x: number; y: number; points?: { x: number; y: number }[] }

const boxWidth = 104;
const boxHeight = 64;
const columnGap = 58;

/** Room between boxes by how many stand in the fullest column. */
const gapFor = (rows: number): number => (rows <= 5 ? 44 : rows <= 8 ? 26 : 14);

/**
 * Columns are given (they are process steps); the layered engine finds the order in each, the heights, and the way of links that pass other
 * columns. A link is as long as its columns are apart, so that no lot leaves its own. The lot that was asked for comes to stand in the upper half.
 */
export function layout(boxes: Box[], lines: Line[], first: number): Layout {
  const graph = new Graph({ multigraph: false });
  const fullest = Math.max(...boxes.map((box) => boxes.filter((other) => other.column === box.column).length));
  graph.setGraph({ rankdir: 'LR', nodesep: gapFor(fullest), edgesep: 16, ranker: 'tight-tree', ranksep: columnGap, marginx: 0, marginy: 0 });
  boxes.forEach((box, i) => graph.setNode(String(i), { width: boxWidth, height: box.height }));
  for (const { from, to } of lines) graph.setEdge(String(from), String(to), { minlen: (boxes[to]?.column ?? 0) - (boxes[from]?.column ?? 0), width: 0, height: 16, labelpos: 'c' });
  arrange(graph);
  const tops = boxes.map((box, i) => (graph.node(String(i)) as unknown as Placed).y - box.height / 2);
  const [highest, lowest] = [Math.min(...tops), Math.max(...tops.map((top, i) => top + (boxes[i]?.height ?? 0)))];
  const turned = (tops[first] ?? 0) + (boxes[first]?.height ?? 0) / 2 > (highest + lowest) / 2;
  const level = (y: number): number => (turned ? lowest - y : y - highest);
  const left = Math.min(...boxes.map((box, i) => (graph.node(String(i)) as unknown as Placed).x - boxWidth / 2 - box.column * (boxWidth + columnGap)));
  // What hangs under a box belongs to its height; links go to the middle of the box itself.
  const offset = (i: number): number => boxHeight / 2 - (boxes[i]?.height ?? boxHeight) / 2;
  // Only the ends are the boxes' own; between neighbouring columns a link needs no bend.
  const bends = lines.map(({ from, to }) => {
    const points = (graph.edge(String(from), String(to)) as unknown as Placed).points ?? [];
    const far = (boxes[to]?.column ?? 0) - (boxes[from]?.column ?? 0) > 1;
    return far ? points.slice(1, -1).flatMap((point) => [point.x - left, level(point.y) + offset(from)]) : [];
  });
  return { tops: tops.map((top, i) => (turned ? level(top + (boxes[i]?.height ?? 0)) : level(top))), bends };
}

/** The scale at which the whole picture is seen, never more than its own size. */
export function fit(view: HTMLElement, width: number, height: number): number {
  return Math.min(1, (view.clientWidth - 4) / width, (view.clientHeight - 4) / height);
}

/** Moves a lot into view; when the keyboard is at work among the lots it goes along. */
export function reveal(view: HTMLElement, lot: string): void {
  const box = view.querySelector<HTMLElement>(`[data-lot="${CSS.escape(lot)}"]`);
  if (box === null) return;
  box.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  const active = document.activeElement;
  if (active === null || active === document.body || active.matches('h1') || view.contains(active)) box.focus({ preventScroll: true });
}

export function focus(element: HTMLElement): void {
  element.focus();
}
