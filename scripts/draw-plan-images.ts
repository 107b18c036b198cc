import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planSvg, planTable } from '../src/plan/draw.ts';
import { rasterize } from '../src/tools/picture/rasterize.ts';
import { fortyTasks } from '../test/plan/fixtures/forty-tasks.ts';

/** Draws the pictures of docs/guide.md from the example plan of the tests: `node scripts/draw-plan-images.ts [directory]`. */
const directory = process.argv[2] ?? join(import.meta.dirname, '..', 'docs', 'images');

/** What a terminal shows, as a picture in whatever monospaced font the reader has. */
function textSvg(text: string): string {
  const lines = text.trimEnd().split('\n');
  const width = 24 + 8.5 * Math.max(...lines.map((line) => line.length));
  const height = 24 + 18 * lines.length;
  const escaped = lines.map((line) => line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="table-title">`,
    '<title id="table-title">A plan of forty tasks as the terminal shows it</title>',
    '<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#1a1f26;white-space:pre}rect{fill:#fff}@media (prefers-color-scheme:dark){text{fill:#eceff4}rect{fill:#12161c}}</style>',
    `<rect width="${width}" height="${height}" rx="6"/>`,
    ...escaped.map((line, at) => `<text x="12" y="${26 + at * 18}" xml:space="preserve">${line}</text>`),
    '</svg>',
    '',
  ].join('\n');
}

await mkdir(directory, { recursive: true });
const plan = fortyTasks();
const svg = planSvg(plan);
await writeFile(join(directory, 'plan-40.svg'), svg);
await writeFile(join(directory, 'plan-40.png'), await rasterize(svg, 1));
await writeFile(join(directory, 'plan-40-reasons.svg'), planSvg(plan, { reasons: true }));
await writeFile(join(directory, 'plan-40-table.svg'), textSvg(planTable(plan, { width: 110 })));
