import type { FormWant, GoalForm } from '../schemas/goal-form.ts';
import type { Given, Reading } from '../schemas/goal.ts';
import { formGoal } from './front-end-form.ts';
import { allGivens } from './givens.ts';
import { isFunctionWord } from './lexical-function-words.ts';
import { type Word, nameWords, stem, wordsOf } from './lexical-words.ts';
import { Asking, question } from './typed-goal-ask.ts';
import type { ReadContext } from './typed-goal.ts';
import { interpretationOf } from './front-end-interpretation.ts';
import { emptyWish } from './typed-goal-wish.ts';

/** Words that ask for passages of documents, in their first form. */
const SEEKS = new Set(['quote', 'quoted', 'quotation', 'cite', 'passage', 'sentence', 'paragraph', 'excerpt', 'mention', 'mentioned', 'mentioning', 'say', 'said', 'state', 'stated', 'find', 'search', 'locate', 'look', 'where', 'occur', 'occurrence', 'appear', 'appearing', 'contain', 'containing', 'refer', 'describe', 'described', 'line', 'verbatim', 'wording', 'exact', 'discuss', 'cover', 'talk', 'come', 'name', 'list']);
const COUNTS = new Set(['count', 'often', 'times', 'occurrence', 'frequency', 'frequently']);
/** Words that say how to look or what to show, not what to look for. */
const ABOUT = new Set([
  ...SEEKS, ...COUNTS, 'document', 'file', 'text', 'note', 'page', 'section', 'word', 'term', 'phrase', 'part', 'place', 'spot', 'name', 'title', 'source', 'many', 'number', 'time', 'all', 'every', 'relevant', 'original', 'about', 'table', 'list', 'collect', 'gather', 'extract', 'pull', 'out', 'per', 'each', 'which', 'what', 'how', 'anywhere', 'markdown', 'attached', 'collection', 'corpus', 'folder', 'concern', 'concerning', 'regarding', 'on',
  'up', 'tabulate', 'then', 'from', 'build', 'begin', 'many', 'there', 'any', 'exist', 'nothing', 'instead', 'if', 'otherwise', 'else', 'first', 'exactly', 'literally', 'quoting', 'found', 'together', 'form', 'heading', 'same', 'passages', 'give', 'them', 'return', 'word-for-word', 'full', 'answer',
]);
/** What only a reader with understanding, or no reader of text at all, could do. */
const BEYOND = new Set(['summarise', 'summarize', 'summary', 'translate', 'translation', 'explain', 'compare', 'contradict', 'contradiction', 'conclude', 'interpret', 'rewrite', 'paraphrase', 'average', 'mean', 'sum', 'total', 'calculate', 'compute', 'convert', 'draw', 'chart', 'plot', 'listen', 'watch', 'order', 'buy', 'send', 'email', 'mail', 'call', 'print', 'delete', 'remove', 'replace', 'sign', 'correct', 'improve', 'write', 'save', 'approve', 'review', 'book', 'reserve', 'arrange', 'schedule', 'invite', 'register', 'pay', 'notify', 'submit', 'apply', 'contact', 'phone', 'if', 'otherwise', 'unless', 'until', 'only', 'then', 'not', 'without', 'except', 'more', 'fewer', 'less', 'than', 'latest', 'newest', 'oldest', 'longest', 'most', 'least', 'first', 'last', 'before', 'after', 'since', 'who', 'why', 'best', 'recommend', 'sentiment', 'classify', 'upload', 'publish', 'photo', 'image', 'recording', 'video', 'audio', 'both', 'neither', 'difference', 'differ', 'changed', 'change', 'sort', 'rank', 'choose', 'pick', 'ask', 'let']);
const FIRST = new Set(['names', 'quote', 'find', 'search', 'show', 'list', 'give', 'tell', 'where', 'what', 'which', 'how', 'count', 'collect', 'extract', 'look', 'cite', 'get', 'in', 'for', 'from', 'do', 'does', 'please', 'number', 'i', 'can', 'could', 'pull', 'gather', 'locate', 'per', 'all', 'passages', 'quotes', 'every', 'return', 'the', 'mentions', 'occurrences', 'make', 'per', 'each', 'provide', 'any', 'is', 'are', 'we', 'name', 'search', 'see', 'point', 'documents', 'highlight', 'report', 'state']);
/** Words to look for may stand in so many places of a goal. */
const MOST_RUNS = 2;
const GENERIC = new Set(['document', 'report', 'meeting', 'note', 'file', 'paper', 'memo', 'minute', 'review', 'protocol', 'manual', 'letter', 'plan', 'guide', 'handbook', 'policy']);

/**
 * Reads goals that look for passages or mentions in attached documents. The words that say neither how to look nor what to show are what is looked
 * for; goals that ask for more than looking are refused with the word that does. Null where no document is attached.
 */
export function readDocumentGoal(goal: string, context: ReadContext): Reading | null {
  const { givens } = allGivens(context.registry, context.profiles);
  const documents = givens.filter((given) => given.type.facets['content'] === 'document');
  const single = documents.filter((given) => given.type.cardinality !== 'list');
  if (single.length === 0 || !context.registry.kinds.some((kind) => kind.name === 'quotes')) return null;
  const words = wordsOf(goal.replace(/["“”«»]/g, ' '));
  const refuse = (message: string): Reading => ({ result: 'unreadable', message: `Cannot serve goal: ${message} Documents can be searched, quoted and mentions in them counted: put the words to look for in quotation marks, or ask with a model.`, nearest: [] });
  const quoted = [...goal.matchAll(/["“«]([^"”»\n]{1,80})["”»]/g)].map((match) => match[1] ?? '');
  const inQuotes = new Set(quoted.flatMap((text) => wordsOf(text).map((word) => word.lower)));
  const divided = dividedGoal(goal);
  if (divided !== null) return readAlternatives(goal, divided, context);
  const table = words.some((word) => ['table', 'tabulate'].includes(word.lower));
  const beyond = words.filter((word) => (BEYOND.has(word.stem) || BEYOND.has(word.lower)) && !inQuotes.has(word.lower) && !(table && ['then', 'first'].includes(word.lower)));
  if (beyond.length > 0) return refuse(`${beyond.slice(0, 4).map((word) => `"${word.text}"`).join(', ')} ${beyond.length === 1 ? 'asks' : 'ask'} for more than looking for words.`);
  const [start] = words;
  if (start === undefined || !FIRST.has(start.lower)) return refuse(`"${start?.text ?? ''}" is nothing that can be done with documents.`);
  const stems = words.map((word) => word.stem);
  const counts = stems.some((word) => COUNTS.has(word)) || words.some((word, index) => word.lower === 'number' && /^(?:mention|occurrence|time)/.test(words[index + 2]?.lower ?? '')) || words.some((word, index) => word.lower === 'many' && words[index + 1]?.lower === 'times');
  if (!counts && !stems.some((word) => SEEKS.has(word)) && !words.some((word) => SEEKS.has(word.lower))) return refuse('no word of it says what is to be done with the documents.');
  const asking = new Asking(context.answers ?? {}, context.inputs ?? {});
  const chosen = chooseDocuments(words, single, asking);
  if (chosen === null) return { result: 'questions', questions: asking.questions, interpretation: interpretationOf(emptyWish(goal, 'lexical'), context.registry, null, [], asking.questions.map((one) => one.title)) };
  const sought = soughtWords(words, chosen.named, inQuotes);
  if (quoted.length === 0 && sought.length === 0) return refuse('it does not say what to look for.');
  const runs = phrases(words, sought);
  // Words that stand apart from each other say more than what to look for, and "a carrier" is any of a kind, whatever it is called.
  if (quoted.length === 0 && runs.length > MOST_RUNS) return refuse(`${sought.slice(0, 6).map((word) => `"${word.text}"`).join(', ')} may be more than words to look for.`);
  const kind = quoted.length > 0 ? undefined : sought.find((word) => ['a', 'an', 'any', 'some', 'another'].includes(words[words.indexOf(word) - 1]?.lower ?? ''));
  if (kind !== undefined) return refuse(`"${words[words.indexOf(kind) - 1]?.text ?? ''} ${kind.text}" may be called anything.`);
  const passages = stems.some((word) => ['quote', 'passage', 'sentence', 'paragraph', 'line', 'excerpt', 'cite', 'wording', 'verbatim'].includes(word));
  const which = !passages && words.some((word, index) => (['which', 'list', 'name', 'names'].includes(word.lower) || (word.lower === 'what' && ['in', 'from'].includes(words[index - 1]?.lower ?? ''))) && words.slice(index + 1, index + 5).some((one) => one.stem === 'document' || one.stem === 'file'));
  const tallied = passages && (counts || words.some((word, index) => word.lower === 'how' && words[index + 1]?.lower === 'many')) && words.some((word) => ['document', 'file'].includes(word.stem));
  const exact = [...quoted, ...(counts || which ? runs : [])].map((text) => (/\s/.test(text) ? `"${text}"` : text)).join(' ');
  const query = exact !== '' ? exact : sought.map((word) => word.text).join(' ');
  const list = documents.find((given) => given.type.cardinality === 'list');
  const data = chosen.all && list !== undefined ? [list.id] : chosen.documents.map((given) => given.id);
  if (data.length === 0) return refuse('no document fits it.');
  const each = words.some((word, index) => (word.lower === 'each' || word.lower === 'every') && ['document', 'file'].includes(words[index + 1]?.stem ?? ''));
  const spans = [...quoted, ...runs].filter((text) => text.length <= 300).slice(0, 8);
  const want: FormWant = tallied
    ? { id: 'passages', kind: 'table', data, quotes: spans, facets: { keys: ['document'], measures: ['count(rows)'], values: 'grouped' }, parameters: { 'document.search.limit': 100 } }
    : counts || which
      ? { id: 'mentions', kind: 'table', data, quotes: spans, facets: { mentions: query, keys: ['document'], measures: ['mentions'], ...(which ? { filters: ['mentions > 0'] } : {}) } }
      : { id: 'quotes', kind: 'quotes', data, quotes: spans, facets: { query }, ...(words.some((word) => ['all', 'every', 'everything'].includes(word.lower)) ? { parameters: { 'document.search.limit': 100 } } : {}), ...(each && data[0] === list?.id ? { cardinality: 'list' as const } : {}) };
  const form: GoalForm = { wants: [want] };
  const reading = formGoal(goal, { wants: form.wants.map((one) => ({ ...one, facets: Object.fromEntries(Object.entries(one.facets ?? {}).filter(([name]) => name !== 'query' && name !== 'mentions')) })) }, context);
  if (reading.result !== 'typed') return reading;
  // What is looked for is text of the person and not a written term.
  for (const one of reading.typed_goal.wants) one.type.facets[!tallied && (counts || which) ? 'mentions' : 'query'] = query;
  return { ...reading, typed_goal: { ...reading.typed_goal, front_end: 'lexical' } };
}

/** Which documents are meant: those whose names the goal has, all, or one of several that "the report" may be. */
function chooseDocuments(words: readonly Word[], documents: readonly Given[], asking: Asking): { documents: readonly Given[]; all: boolean; named: ReadonlySet<string> } | null {
  const said = new Set(words.map((word) => word.stem));
  const nameOf = (given: Given): string[] => nameWords(given.title.replace(/\.[^.]*$/, '')).filter((word) => !/^\d+$/.test(word));
  const named = documents.filter((given) => nameOf(given).length > 0 && nameOf(given).every((word) => said.has(word)));
  const distinct = named.filter((given) => named.every((other) => other === given || nameOf(other).join(' ') !== nameOf(given).join(' ')));
  if (distinct.length > 0 && distinct.length === named.length && distinct.length < documents.length) return { documents: distinct, all: false, named: new Set(distinct.flatMap(nameOf)) };
  if (documents.length === 1) return { documents, all: false, named: new Set() };
  const noun = words.find((word, index) => GENERIC.has(word.lower) && word.lower === word.stem && words.slice(Math.max(0, index - 3), index).some((one) => one.lower === 'the' || one.lower === 'this') && !words.slice(Math.max(0, index - 1), index).some((one) => ['each', 'every', 'per', 'by', 'which', 'any', 'attached'].includes(one.lower)));
  if (noun === undefined) return { documents, all: true, named: new Set() };
  const like = documents.filter((given) => nameOf(given).includes(noun.stem));
  const options = [...like, ...documents.filter((given) => !like.includes(given))];
  const answer = asking.ask(question('document', `Which document is "the ${noun.text}"?`, 'Several are attached, and each may say something else.', { type: 'choice', options: options.slice(0, 24).map((given) => ({ value: given.id, label: given.title })) }));
  const found = options.find((given) => given.id === answer);
  return found === undefined ? null : { documents: [found], all: false, named: new Set([noun.stem]) };
}

function soughtWords(words: readonly Word[], named: ReadonlySet<string>, quoted: ReadonlySet<string>): Word[] {
  return words.filter((word) => !quoted.has(word.lower) && !named.has(word.stem) && !ABOUT.has(word.stem) && !ABOUT.has(word.lower) && !isFunctionWord(word.lower) && !isFunctionWord(stem(word.lower)));
}

/** Words that stand together, as phrases. */
function phrases(words: readonly Word[], sought: readonly Word[]): string[] {
  const found: string[] = [];
  let run: Word[] = [];
  for (const word of words) {
    if (sought.includes(word) && !(run.length > 0 && word.afterBreak)) run.push(word);
    else {
      if (run.length > 0) found.push(run.map((one) => one.text).join(' '));
      run = sought.includes(word) ? [word] : [];
    }
  }
  if (run.length > 0) found.push(run.map((one) => one.text).join(' '));
  return found;
}

/** "If they mention A, quote that; otherwise what they say about B": both parts, where there are two. */
function dividedGoal(goal: string): [string, string] | null {
  if (!/\b(?:if|unless|in case|when)\b/i.test(goal)) return null;
  const match = /^(.*?)(?:\botherwise\b|\belse\b|\bif (?:there is )?(?:nothing|none|not|no)\b[^,]*,|\bif (?:they|the documents) (?:do not|don't)[^,]*,)(.*)$/is.exec(goal);
  return match?.[1] === undefined || match[2] === undefined || match[1].trim() === '' || match[2].trim() === '' ? null : [match[1], match[2]];
}

/** The second is wanted only where the first finds nothing. */
function readAlternatives(goal: string, [first, second]: [string, string], context: ReadContext): Reading {
  const read = (text: string): Reading | null => readDocumentGoal(/\b(?:quote|find|passages?|cite)\b/i.test(text) ? `quote ${text.replace(/\b(?:if|when|in case)\b/gi, ' ')}` : `quote passages ${text.replace(/\b(?:if|when|in case)\b/gi, ' ')}`, context);
  const readings = [read(first), read(second)];
  const typed = readings.flatMap((one) => (one?.result === 'typed' ? [one] : []));
  const [a, b] = typed;
  const other = readings.find((one) => one !== null && one.result !== 'typed');
  if (a === undefined || b === undefined) return other ?? { result: 'unreadable', message: 'Cannot serve goal: its two parts cannot be read. Give them as two goals.', nearest: [] };
  const [one, two] = [a.typed_goal.wants[0], b.typed_goal.wants[0]];
  if (one === undefined || two === undefined || one.type.kind !== 'quotes' || two.type.kind !== 'quotes') return { result: 'unreadable', message: 'Cannot serve goal: only passages can be looked for under a condition. Give its parts as two goals.', nearest: [] };
  const where = (text: string | undefined): { start: number; end: number; text: string }[] => {
    const start = text === undefined ? -1 : goal.toLowerCase().indexOf(text.toLowerCase());
    return start < 0 || text === undefined ? [] : [{ start, end: start + text.length, text: goal.slice(start, start + text.length) }];
  };
  const wants = [
    { ...one, id: 'first', spans: one.spans.flatMap((span) => where(span.text)) },
    { ...two, id: 'otherwise', spans: two.spans.flatMap((span) => where(span.text)), condition: { test: { of: { want: 'first' }, value: 'rows', op: '=' as const, than: 0, spans: [] }, otherwise: false } },
  ];
  return { ...a, typed_goal: { ...a.typed_goal, goal, wants } };
}
