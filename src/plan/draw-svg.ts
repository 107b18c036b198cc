import type { Plan, Task } from '../schemas/plan.ts';
import { type Box, type Layout, type Point, layoutGraph } from './draw-layout.ts';
import { type Link, type TaskMarks, planBands, planLinks, planMarks } from './draw-marks.ts';
import { dollars, duration, durations, plain, range, sharedEnding, withoutEnding } from './draw-text.ts';

export interface SvgOptions {
  /** Lists below the drawing why each task waits for another. */
  reasons?: boolean;
}

const BOX = { width: 176, padding: 9, line: 14 };
const MARGIN = { left: 96, right: 20, top: 86, bottom: 20 };
const TEXT = { title: 12, small: 10 };
/** Width of a column of reasons below the drawing. */
const REASON_WIDTH = 420;

/**
 * The plan as one SVG file that needs nothing else: stages as bands from top to bottom, the critical path with thick lines, effects and
 * constructs in words, reasons of edges as tooltips (or, with `reasons`, listed below). Readable on light and dark ground.
 */
export function planSvg(plan: Plan, options: SvgOptions = {}): string {
  const bands = planBands(plan);
  const marks = planMarks(plan);
  const links = planLinks(plan);
  const tasks = new Map(plan.nodes.map((task) => [task.task_id, task]));
  const number = new Map(bands.flatMap((band) => band.tasks).map((id, at) => [id, at + 1]));
  const ending = sharedEnding(plan.nodes.map((task) => plain(task.description)));
  const faces = new Map(plan.nodes.map((task) => [task.task_id, face(task, ending, marks.get(task.task_id))]));
  const layout = layoutGraph(bands.map((band) => band.tasks.filter((id) => tasks.has(id)).map((id): Box => ({ id, width: BOX.width, height: faces.get(id)?.height ?? 0 }))), links);
  const width = Math.max(760, layout.width + MARGIN.left + MARGIN.right);
  const shift = { x: MARGIN.left + Math.max(0, (width - MARGIN.left - MARGIN.right - layout.width) / 2), y: MARGIN.top };
  const columns = Math.max(1, Math.floor((width - MARGIN.left) / REASON_WIDTH));
  const below = options.reasons === true ? reasonLines(links, number) : [];
  const rows = Math.ceil(below.length / columns);
  const height = MARGIN.top + layout.height + MARGIN.bottom + (below.length > 0 ? 30 + rows * 13 : 0);
  const title = plan.goal === undefined || plan.goal === '' ? `Plan ${plan.dag_id}` : plan.goal;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}" role="img" aria-labelledby="plan-title plan-desc">`,
    `<title id="plan-title">${escape(title)}</title>`,
    `<desc id="plan-desc">${escape(description(plan, bands.length))}</desc>`,
    `<style>${STYLE}</style>`,
    '<defs>',
    ...['', '-critical'].map((kind) => `<marker id="arrow${kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path class="head${kind}" d="M0 0.5 L8 4 L0 7.5 z"/></marker>`),
    '</defs>',
    `<rect class="ground" width="${round(width)}" height="${round(height)}"/>`,
    ...heading(plan, title, width),
    ...bands.flatMap((band, at) => bandOf(band.title, layout.bands[at] ?? { top: 0, bottom: 0 }, width)),
    ...linesOf(layout, links, shift),
    ...[...layout.boxes].flatMap(([id, place]) => boxOf(id, { x: place.x + shift.x, y: place.y + shift.y, height: place.height }, faces.get(id), number.get(id) ?? 0, marks.get(id), tasks.get(id))),
    ...below.map((line, at) => `<text class="small" x="${MARGIN.left + Math.floor(at / rows) * REASON_WIDTH}" y="${round(MARGIN.top + layout.height + MARGIN.bottom + 20 + (at % rows) * 13)}">${escape(line)}</text>`),
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

interface Face {
  title: string[];
  marks: string[];
  operation: string;
  time: string;
  height: number;
}

function face(task: Task, ending: string, marks: TaskMarks | undefined): Face {
  const room = BOX.width - 2 * BOX.padding;
  const title = fit(withoutEnding(plain(task.description), ending), room - 16, TEXT.title, 2);
  const shown = [...(marks?.constructs ?? []), ...(marks?.effect ? [marks.effect] : [])].flatMap((mark) => fit(mark, room, TEXT.small, 2));
  const estimate = task.estimate;
  const time = marks?.node === 'person' ? 'you' : !estimate ? '' : estimate.runs === 0 ? `~${duration(estimate.duration_ms.high)}` : durations(estimate.duration_ms);
  return { title, marks: shown, operation: task.operation ?? '', time, height: 2 * BOX.padding + (title.length + shown.length + 1) * BOX.line };
}

function boxOf(id: string, at: Point & { height: number }, shown: Face | undefined, number: number, marks: TaskMarks | undefined, task: Task | undefined): string[] {
  if (!shown || !marks) return [];
  const kind = marks.effect === 'writes' ? 'writes' : marks.effect === '' ? marks.node : 'destructive';
  const rounding = marks.node === 'person' ? 16 : marks.effect === 'writes' ? 10 : 3;
  const names = ['box', kind, ...(marks.critical ? ['critical'] : []), ...(task?.when ? ['conditional'] : [])].join(' ');
  const rect = (dx: number, dy: number): string => `<rect class="${names}" x="${round(at.x + dx)}" y="${round(at.y + dy)}" width="${BOX.width}" height="${round(at.height)}" rx="${rounding}"/>`;
  const lines: string[] = [];
  let y = at.y + BOX.padding + 10;
  const write = (text: string, style: string, x = BOX.padding): void => {
    lines.push(`<text class="${style}" x="${round(at.x + x)}" y="${round(y)}">${escape(text)}</text>`);
    y += BOX.line;
  };
  for (const [line, text] of shown.title.entries()) {
    if (line === 0) lines.push(`<text class="number" x="${round(at.x + BOX.width - 6)}" y="${round(y)}" text-anchor="end">${number}</text>`);
    write(text, 'title');
  }
  for (const text of shown.marks) write(text, marks.effect !== '' && text.startsWith(marks.effect.slice(0, 6)) ? 'mark effect' : 'mark');
  const room = BOX.width - 2 * BOX.padding - widthOf(shown.time, TEXT.small) - 6;
  lines.push(`<text class="small" x="${round(at.x + BOX.width - BOX.padding)}" y="${round(y)}" text-anchor="end">${escape(shown.time)}</text>`);
  write(fit(shown.operation, room, TEXT.small, 1)[0] ?? '', 'small');
  // What goes through all elements of a list, and a plan within the plan, stand as a stack.
  const stack = task?.for_each || marks.node === 'plan' ? [rect(5, -5)] : [];
  const tip = [`${id}: ${plain(task?.description ?? '')}`, ...marks.constructs, ...(task?.because ? [plain(task.because)] : [])].join('\n');
  return [`<g id="task-${escape(id)}"><title>${escape(tip)}</title>`, ...stack, rect(0, 0), ...lines, '</g>'];
}

function linesOf(layout: Layout, links: readonly Link[], shift: Point): string[] {
  const byPair = new Map(links.map((link) => [`${link.from} ${link.to}`, link]));
  const isCritical = ({ from, to }: { from: string; to: string }): boolean => byPair.get(`${from} ${to}`)?.critical === true;
  // Thick lines last, so that nothing covers the critical path.
  return layout.edges.toSorted((a, b) => Number(isCritical(a)) - Number(isCritical(b))).map((edge) => {
    const link = byPair.get(`${edge.from} ${edge.to}`);
    const critical = isCritical(edge);
    const [start, ...rest] = edge.points.map((point) => ({ x: point.x + shift.x, y: point.y + shift.y }));
    let at = start ?? { x: 0, y: 0 };
    const path = [`M${round(at.x)} ${round(at.y)}`];
    for (const next of rest) {
      const half = (next.y - at.y) / 2;
      path.push(next.x === at.x ? `V${round(next.y)}` : `C${round(at.x)} ${round(at.y + half)} ${round(next.x)} ${round(next.y - half)} ${round(next.x)} ${round(next.y)}`);
      at = next;
    }
    const why = link === undefined ? '' : `${edge.from} → ${edge.to} (${link.label})\n${link.details.join('\n')}`;
    return `<path class="line${critical ? ' critical-line' : ''}${link?.data === false ? ' order' : ''}" d="${path.join('')}" marker-end="url(#arrow${critical ? '-critical' : ''})"><title>${escape(plainLines(why))}</title></path>`;
  });
}

function bandOf(title: string, { top, bottom }: { top: number; bottom: number }, width: number): string[] {
  const y = top + MARGIN.top - 12;
  const words = fit(title === '' ? 'no stage' : title, MARGIN.left - 22, TEXT.title, 4);
  return [
    `<rect class="band" x="8" y="${round(y)}" width="${round(width - 16)}" height="${round(bottom - top + 24)}" rx="6"/>`,
    ...words.map((word, at) => `<text class="stage" x="18" y="${round(y + 22 + at * BOX.line)}">${escape(word)}</text>`),
  ];
}

function heading(plan: Plan, title: string, width: number): string[] {
  const preview = plan.preview;
  const facts = preview
    ? [
        `${plan.nodes.length} tasks`, `up to ${preview.width} at once`, `${preview.depth} deep`, durations(preview.duration_ms), range(preview.usd.low, preview.usd.high, dollars),
        `${preview.effects.filter((one) => one.effect === 'write' || one.effect === 'destructive').length} effects`,
      ]
    : [`${plan.nodes.length} tasks`];
  const key = 'thick: critical path · solid: data · dashed: order only · amber, round: writes · red: cannot be undone · stacked: once for each, or a nested plan · broken border: only under a condition';
  return [
    `<text class="heading" x="14" y="24">${escape(fit(title, width - 40, 15, 1)[0] ?? '')}</text>`,
    `<text class="facts" x="14" y="42">${escape(facts.join(' · '))}</text>`,
    ...fit(key, width - 40, TEXT.small, 2).map((line, at) => `<text class="small" x="14" y="${56 + at * 12}">${escape(line)}</text>`),
  ];
}

function description(plan: Plan, bands: number): string {
  const path = plan.preview?.critical_path ?? [];
  const effects = plan.nodes.filter((task) => task.effect === 'write' || task.effect === 'destructive').map((task) => task.task_id);
  return `A plan of ${plan.nodes.length} tasks in ${bands} stages, read from top to bottom.${path.length > 0 ? ` Critical path: ${path.join(', ')}.` : ''}${effects.length > 0 ? ` Changes something outside: ${effects.join(', ')}.` : ''}`;
}

function reasonLines(links: readonly Link[], number: ReadonlyMap<string, number>): string[] {
  const place = (id: string): number => number.get(id) ?? 0;
  return links
    .toSorted((a, b) => place(a.to) - place(b.to) || place(a.from) - place(b.from))
    .flatMap((link) => fit(`${place(link.to)} after ${place(link.from)} (${link.label}): ${link.details.map(plain).join('; ')}`, REASON_WIDTH - 16, TEXT.small, 2));
}

/** Text in at most `lines` lines of at most `room` pixels, cut with an ellipsis. Widths are estimated: no font is at hand. */
function fit(text: string, room: number, size: number, lines: number): string[] {
  const out: string[] = [];
  let line = '';
  const words = plain(text).split(' ');
  for (const [at, word] of words.entries()) {
    const next = line === '' ? word : `${line} ${word}`;
    if (widthOf(next, size) <= room) {
      line = next;
      continue;
    }
    if (out.length === lines - 1 || (line === '' && words.length === 1)) {
      out.push(cut(line === '' ? word : `${line} ${words.slice(at).join(' ')}`, room, size));
      return out;
    }
    if (line !== '') out.push(line);
    line = widthOf(word, size) <= room ? word : cut(word, room, size);
  }
  if (line !== '') out.push(line);
  return out;
}

function cut(text: string, room: number, size: number): string {
  const characters = Array.from(new Intl.Segmenter('en').segment(text), (one) => one.segment);
  while (characters.length > 1 && widthOf(`${characters.join('')}…`, size) > room) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}

/** Width of text in a common sans-serif font, rather too wide than too narrow. */
function widthOf(text: string, size: number): number {
  let em = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    em += code >= 0x1100 ? 1 : 'iljtf.,:;|!\'()[] '.includes(character) ? 0.32 : 'mwMW%@'.includes(character) ? 0.88 : character >= 'A' && character <= 'Z' ? 0.68 : 0.57;
  }
  return em * size;
}

function plainLines(text: string): string {
  return text.split('\n').map(plain).join('\n');
}

function escape(text: string): string {
  // oxlint-disable-next-line no-control-regex -- XML 1.0 has no place for them
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

const SHAPES = `text{font-family:Inter,system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Helvetica,Arial,sans-serif}
.heading{font-size:15px;font-weight:600}.facts{font-size:12px}.title{font-size:${TEXT.title}px;font-weight:500}.small,.mark,.number{font-size:${TEXT.small}px}
.stage{font-size:12px;font-weight:600}.effect{font-weight:700}.box{stroke-width:1}.critical{stroke-width:3}.conditional{stroke-dasharray:5 3}
.line{fill:none;stroke-width:1.2}.critical-line{stroke-width:3}.order{stroke-dasharray:5 4}`;

/** Colours with a contrast of at least 4.5 to 1 for text on its ground; nothing is said by colour alone. */
const LIGHT = `.ground{fill:#ffffff}.band{fill:#f3f5f8}.heading,.title{fill:#1a1f26}.facts,.small,.number{fill:#4b5563}.stage{fill:#374151}.mark{fill:#4c3d9e}.effect{fill:#8a4b00}
.box{fill:#ffffff;stroke:#6b7280}.writes{fill:#fff6e5;stroke:#b26a00}.destructive{fill:#ffecec;stroke:#c01c28}.person{fill:#e9f7ef;stroke:#1f7a45}.plan{fill:#f1edff;stroke:#4c3d9e}.critical{stroke:#0b57d0}
.line{stroke:#8b93a1}.critical-line{stroke:#0b57d0}.head{fill:#8b93a1}.head-critical{fill:#0b57d0}`;
const DARK = `.ground{fill:#12161c}.band{fill:#1b2129}.heading,.title{fill:#eceff4}.facts,.small,.number{fill:#aab4c2}.stage{fill:#cbd5e1}.mark{fill:#b9adff}.effect{fill:#ffbf66}
.box{fill:#232b36;stroke:#7d8794}.writes{fill:#3a2c12;stroke:#ffb74d}.destructive{fill:#43191c;stroke:#ff7b72}.person{fill:#15352a;stroke:#5ed39a}.plan{fill:#2b2550;stroke:#b9adff}.critical{stroke:#7fb2ff}
.line{stroke:#6d7786}.critical-line{stroke:#7fb2ff}.head{fill:#6d7786}.head-critical{fill:#7fb2ff}`;
const STYLE = `${SHAPES}\n${LIGHT}\n@media (prefers-color-scheme:dark){${DARK}}`;
