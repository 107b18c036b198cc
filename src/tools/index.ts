import type { Tool } from './tool.ts';
import { chart } from './chart/tool.ts';
import { classify } from './classify/tool.ts';
import { extract } from './extract/tool.ts';
import { decide } from './decide/tool.ts';
import { document } from './document/tool.ts';
import { file } from './file/tool.ts';
import { generate } from './generate/tool.ts';
import { grid } from './grid/tool.ts';
import { http } from './http/tool.ts';
import { map } from './map/tool.ts';
import { narrate } from './narrate/tool.ts';
import { person } from './person/tool.ts';
import { record } from './record/tool.ts';
import { report } from './report/tool.ts';
import { simulate } from './simulate/tool.ts';
import { stats } from './stats/tool.ts';
import { table } from './table/tool.ts';
import { verify } from './verify/tool.ts';

export { serviceTool } from './openapi/service-tool.ts';

/** The installed tools. */
export const tools: Tool[] = [chart, classify, decide, document, extract, file, generate, grid, http, map, narrate, person, record, report, simulate, stats, table, verify];
