import type { Pack } from '../schemas/operation.ts';
import { api } from './api/index.ts';
import { climate } from './climate/index.ts';
import { dataAnalysis } from './data-analysis/index.ts';
import { documents } from './documents/index.ts';

/** Shipped packs by name. */
export const packs: Record<string, Pack> = { 'data-analysis': dataAnalysis, climate, api, documents };
