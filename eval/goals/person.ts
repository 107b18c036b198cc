import type { Clarification } from '../../src/schemas/goal.ts';
import type { Json } from '../../src/schemas/json.ts';

/** The words of an answer sheet, one entry per topic. */
export function answerTexts(answers: unknown): { topic: string; text: string }[] {
  if (answers === null || answers === undefined) return [];
  if (typeof answers === 'string') return [{ topic: '', text: answers }];
  if (typeof answers !== 'object') return [{ topic: '', text: JSON.stringify(answers) }];
  if (Array.isArray(answers)) return answers.map((one) => ({ topic: '', text: typeof one === 'string' ? one : JSON.stringify(one) }));
  return Object.entries(answers).map(([topic, value]) => ({ topic, text: typeof value === 'string' ? value : JSON.stringify(value) }));
}

const words = (text: string): string[] => text.toLowerCase().split(/[^\p{L}\p{N}.]+/u).filter((word) => word.length > 1 || /\d/.test(word));

/**
 * A person with an answer sheet: chooses the option whose words the sheet says most of, gives a number or a text where one is asked for, and
 * takes the default where the sheet is silent. Null: the sheet has nothing and there is no default.
 */
export function answerQuestion(question: Pick<Clarification, 'title' | 'type' | 'options' | 'default'>, answers: unknown): { value: Json | null; from: 'sheet' | 'default' | 'nothing' } {
  const sheet = answerTexts(answers);
  const said = new Set(sheet.flatMap(({ topic, text }) => words(`${topic} ${text}`)));
  if (question.options.length > 0) {
    const scored = question.options
      .map((option, index) => {
        const own = words(`${typeof option.value === 'object' ? JSON.stringify(option.value) : String(option.value)} ${option.label}`);
        return { option, index, score: own.length === 0 ? 0 : own.filter((word) => said.has(word)).length / own.length };
      })
      .toSorted((a, b) => b.score - a.score || a.index - b.index);
    const [best, second] = scored;
    if (best !== undefined && best.score > 0 && best.score > (second?.score ?? 0)) return { value: best.option.value as Json, from: 'sheet' };
  } else {
    const near = sheet.toSorted((a, b) => overlap(b, question.title) - overlap(a, question.title))[0];
    if (near !== undefined && question.type === 'number') {
      const number = /-?\d+(\.\d+)?/.exec(near.text);
      if (number !== null) return { value: Number(number[0]), from: 'sheet' };
    } else if (near !== undefined && question.type === 'confirm') return { value: !/\b(no|not|don't)\b/i.test(near.text), from: 'sheet' };
    else if (near !== undefined) return { value: near.text, from: 'sheet' };
  }
  // Who asked for something says yes when asked whether it was meant.
  if (question.type === 'confirm' && question.default === null) return { value: true, from: 'default' };
  return question.default === null ? { value: null, from: 'nothing' } : { value: question.default as Json, from: 'default' };
}

function overlap(answer: { topic: string; text: string }, title: string): number {
  const asked = new Set(words(title));
  return words(`${answer.topic} ${answer.text}`).filter((word) => asked.has(word)).length;
}
