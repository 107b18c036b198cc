import type { ReadingFault } from '../../plan/faults-of-reading.ts';
import type { ModelReading } from '../../plan/model-reading.ts';
import { COOKBOOK } from './cookbook.ts';

interface Example {
  text: string;
  facets: ReadonlySet<string>;
  tokens: ReadonlySet<string>;
  kind: string;
}

const LONGEST = 900;

/** The examples of the cookbook that are nearest to the wants at fault: those that set the same facet by the same terms. Each once, at most three. */
export function nearestExamples(faults: readonly ReadingFault[], reading: ModelReading): string[] {
  const examples = COOKBOOK.split('\n').filter((line) => line.startsWith('{') && line.length <= LONGEST).map(toExample);
  const texts = faults.flatMap((fault) => {
    const want = reading.wants.find((one) => one.id === fault.want)?.typed;
    if (want === undefined || want === null) return [];
    const facets = Object.keys(want.facets ?? {});
    const tokens = tokensOf(JSON.stringify(fault.facet === null ? (want.facets ?? {}) : (want.facets?.[fault.facet] ?? '')));
    const scored = examples.map((example, at) => {
      const shared = facets.filter((name) => example.facets.has(name)).length - 0.25 * [...example.facets].filter((name) => !facets.includes(name)).length;
      const terms = [...tokens].filter((token) => example.tokens.has(token)).length;
      return { example, at, score: (fault.facet !== null && example.facets.has(fault.facet) ? 3 : 0) + 2 * terms + 0.5 * shared + (example.kind === want.kind ? 1 : 0) };
    });
    const [best] = scored.toSorted((a, b) => b.score - a.score || a.at - b.at);
    return best === undefined || best.score < 2 ? [] : [best.example.text];
  });
  return [...new Set(texts)].slice(0, 3);
}

function toExample(text: string): Example {
  const facets = new Set([...text.matchAll(/"facets":\{([^{}]*)\}/gu)].flatMap((match) => [...(match[1] ?? '').matchAll(/"([a-z_]+)":/gu)].flatMap((name) => name[1] ?? [])));
  return { text, facets, tokens: tokensOf(text), kind: /"kind":"([a-z]+)"/u.exec(text)?.[1] ?? '' };
}

/** The functions of the terms in a text: `statistic(…)`, `computed(…)`. */
function tokensOf(text: string): Set<string> {
  return new Set([...text.matchAll(/\b([a-z_]+)\(/gu)].flatMap((match) => match[1] ?? []));
}
