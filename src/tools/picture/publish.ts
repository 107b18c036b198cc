import type { Json } from '../../schemas/json.ts';
import type { Artifact } from '../../schemas/outcome.ts';
import type { ToolContext, ToolResult } from '../tool.ts';
import { rasterize } from './rasterize.ts';

const PNG_SCALE = 2;

/**
 * Stores a drawing: SVG as the artifact, PNG at twice its size beside it, and the chart specification where there is one. Its name is the mark
 * and the title (`map-magnitude.svg`): a report links pictures by name, and a map and a chart of one run may have the same title.
 */
export async function publishPicture(
  context: ToolContext,
  picture: { kind: 'chart' | 'map'; mark: 'map' | 'line' | 'bar' | 'column' | 'scatter' | 'histogram' | 'box'; title: string; svg: string; from: Artifact; facets: Artifact['facets']; spec?: Json; data: Json },
): Promise<ToolResult> {
  context.progress('writing SVG and PNG');
  const { element } = picture.facets;
  const titled = typeof element === 'string' && element !== '' && !picture.title.includes(element) ? `${picture.title}: ${element}` : picture.title;
  const name = pictureName(picture.mark, titled);
  const svgBytes = new TextEncoder().encode(picture.svg);
  const svg = await context.blobs.put(svgBytes);
  const png = await context.blobs.put(await rasterize(picture.svg, PNG_SCALE));
  const also: NonNullable<Artifact['also']> = [{ name: `${name}.png`, sha256: png.sha256, media_type: 'image/png', bytes: png.bytes }];
  if (picture.spec !== undefined) {
    const spec = await context.blobs.put(new TextEncoder().encode(JSON.stringify(picture.spec)));
    also.push({ name: `${name}.vl.json`, sha256: spec.sha256, media_type: 'application/vnd.vegalite.v6+json', bytes: spec.bytes });
  }
  const bytesOut = svg.bytes + also.reduce((sum, entry) => sum + entry.bytes, 0);
  return {
    output: {
      kind: picture.kind,
      name: `${name}.svg`,
      title: titled,
      facets: picture.facets,
      sha256: svg.sha256,
      media_type: 'image/svg+xml',
      bytes: svg.bytes,
      labels: picture.from.labels,
      sources: picture.from.sources,
      also,
      data: picture.data,
    },
    resources: { bytes_in: picture.from.bytes, bytes_out: bytesOut },
  };
}

const STEM_CHARACTERS = 40;

/** A short file name, the mark and then the title: ASCII letters, digits and hyphens, whole words, without what the title says in parentheses. */
function pictureName(mark: string, title: string): string {
  const stem = title
    .replaceAll(/\([^()]*\)/g, ' ')
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, STEM_CHARACTERS + 1);
  const whole = (stem.length > STEM_CHARACTERS ? stem.slice(0, stem.lastIndexOf('-') > 0 ? stem.lastIndexOf('-') : STEM_CHARACTERS) : stem).replace(/-+$/, '');
  return whole === '' ? mark : `${mark}-${whole}`;
}
