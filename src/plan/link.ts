export type { LinkChange } from './link-change.ts';
export { linkPlan } from './link-edges.ts';
export { linkProposal, type LinkedProposal } from './link-proposal.ts';
