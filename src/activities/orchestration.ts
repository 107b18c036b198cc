import type { OrchestrationActivities } from './contract.ts';
import { beating } from './heartbeat.ts';
import { analyseRun } from './orchestration/analyse-run.ts';
import { recordApproval, sealPlan } from './orchestration/approve-plan.ts';
import { decideAugmentation, replacePlan } from './orchestration/change-plan.ts';
import { acceptNested } from './orchestration/accept-nested.ts';
import { chooseAlternative } from './orchestration/choose-alternative.ts';
import { compilePlan } from './orchestration/compile-plan.ts';
import { ingestGoal } from './orchestration/ingest-goal.ts';
import { loadSkeleton } from './orchestration/load-skeleton.ts';
import { prepareNested } from './orchestration/prepare-nested.ts';
import { readGoal } from './orchestration/read-goal.ts';
import { recordAnswers, recordDecisions } from './orchestration/record-decisions.ts';
import { recordStatus } from './orchestration/record-status.ts';
import { sealProfile } from './orchestration/seal-profile.ts';
import { verifyPlan } from './orchestration/verify-plan.ts';
import type { OrchestrationPorts } from './ports.ts';
import { translating } from './to-failure.ts';

/** The activities of the orchestration role: search, link, check, digest, seal and record. No model keys, no tools. */
export function createOrchestrationActivities(ports: OrchestrationPorts): OrchestrationActivities {
  return translating(beating({
    ingestGoal: ingestGoal(ports),
    sealProfile: sealProfile(ports),
    readGoal: readGoal(ports),
    compilePlan: compilePlan(ports),
    verifyPlan: verifyPlan(ports),
    decideAugmentation: decideAugmentation(ports),
    replacePlan: replacePlan(ports),
    chooseAlternative: chooseAlternative(ports),
    recordDecisions: recordDecisions(ports),
    recordAnswers: recordAnswers(ports),
    recordApproval: recordApproval(ports),
    sealPlan: sealPlan(ports),
    loadSkeleton: loadSkeleton(ports),
    prepareNested: prepareNested(ports),
    acceptNested: acceptNested(ports),
    recordStatus: recordStatus(ports),
    analyseRun: analyseRun(ports),
  }));
}
