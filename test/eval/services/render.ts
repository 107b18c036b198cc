import type { Service } from '../../../eval/goals/corpus.ts';
import { at, body, list, number, object, ok, ref, string } from '../../plan/fixtures/openapi.ts';
import { serve } from './memory.ts';

const status = { ...string, enum: ['queued', 'running', 'finished', 'failed'] };
const OPENAPI = {
  openapi: '3.1.0', info: { title: 'Scene renderer', version: '1' },
  components: { schemas: {
    Scene: object({ id: string, title: string, frames: number }),
    Ticket: object({ job_id: string, accepted: { type: 'boolean' } }, ['job_id']),
    Job: object({ id: string, status, progress: number, output_id: string }),
    Output: object({ id: string, address: string, megabytes: number }),
    Annotation: object({ id: string, output_id: string, text: string }),
  } },
  paths: {
    '/scenes': list('Scene'),
    '/scenes/{scene_id}/renders': { parameters: at('scene_id'), post: { operationId: 'startRender', requestBody: body(object({ quality: string })), responses: { 202: { description: 'accepted', content: { 'application/json': { schema: ref('Ticket') } } } } } },
    '/jobs/{job_id}': { parameters: at('job_id'), get: { operationId: 'getJob', responses: ok(ref('Job')) } },
    '/outputs/{output_id}': { parameters: at('output_id'), get: { operationId: 'getOutput', responses: ok(ref('Output')) } },
    '/outputs/{output_id}/annotations': { parameters: at('output_id'), post: { operationId: 'annotateOutput', requestBody: body(object({ text: string }, ['text'])), responses: ok(ref('Annotation')) } },
  },
};

/** A renderer: what is started gives a job under another name, and the job names its output when it is finished. */
export async function start(): Promise<Service> {
  let looks = 0;
  const scenes = [{ id: 's1', title: 'Harbour', frames: 40 }, { id: 's2', title: 'Fen', frames: 12 }];
  return serve('render', OPENAPI, {
    'GET /scenes': () => scenes,
    'POST /scenes/{scene_id}/renders': ({ path }) => ({ job_id: `job-of-${path['scene_id']}`, accepted: true }),
    'GET /jobs/{job_id}': ({ path }) => { looks += 1; return looks < 3 ? { id: path['job_id'], status: 'running', progress: looks * 30 } : { id: path['job_id'], status: 'finished', progress: 100, output_id: `out-${path['job_id']}` }; },
    'GET /outputs/{output_id}': ({ path }) => ({ id: path['output_id'], address: 'file.mp4', megabytes: 12.5 }),
    'POST /outputs/{output_id}/annotations': ({ path, body: sent }) => ({ id: 'a1', ...path, ...sent }),
  });
}
