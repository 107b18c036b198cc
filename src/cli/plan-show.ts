import { readPlan } from '../library/run-documents.ts';
import { InvalidStart } from '../library/start-goal.ts';
import { planDot, planJson, planMermaid, planSvg, planTable, planTree } from '../plan/draw.ts';
import type { Plan } from '../schemas/plan.ts';
import { EXIT } from './exit-code.ts';
import { showAlternatives } from './plan-alternatives.ts';
import { printPlan } from './print-plan.ts';
import { type GlobalOptions, withSession } from './session.ts';

export interface PlanShowFlags {
  rev?: string;
  as?: string;
  reasons?: boolean;
  alternatives?: boolean;
}

const DRAWINGS: { readonly [format: string]: (plan: Plan, options: { width: number; reasons: boolean }) => string } = {
  json: (plan) => planJson(plan),
  mermaid: (plan, options) => planMermaid(plan, options),
  dot: (plan, options) => planDot(plan, options),
  svg: (plan, options) => planSvg(plan, options),
  tree: (plan, options) => planTree(plan, options),
  table: (plan, options) => planTable(plan, options),
};

/** `plan show`: the plan of a run in one of the formats; without options the table with everything that approval needs. */
export async function planShow(workflowId: string, flags: PlanShowFlags, options: GlobalOptions): Promise<number> {
  const format = flags.as ?? 'table';
  const draw = Object.hasOwn(DRAWINGS, format) ? DRAWINGS[format] : undefined;
  if (draw === undefined) throw new InvalidStart(`Cannot show a plan as "${format}": expected one of ${Object.keys(DRAWINGS).join(', ')}.`);
  return await withSession(options, async (session) => {
    const { terminal, connection } = session;
    if (flags.alternatives === true) return await showAlternatives(session, workflowId, flags.rev === undefined ? undefined : Number(flags.rev));
    const plan = await readPlan(connection, workflowId, flags.rev === undefined ? undefined : Number(flags.rev));
    if (plan === null) throw new InvalidStart(`Cannot show the plan of run "${workflowId}": ${flags.rev === undefined ? 'it has none yet' : `it has no revision ${flags.rev}`}.`);
    if (format === 'table' && flags.rev === undefined) await printPlan(session, workflowId, { reasons: flags.reasons === true });
    else terminal.out(draw(plan, { width: terminal.width, reasons: flags.reasons === true }).trimEnd());
    terminal.document(plan);
    return EXIT.done;
  });
}
