/** For every goal of this part: is a result right? */
import type { Checker } from '../checker.ts'
import { dataCheckers } from './check-data.ts'
import { serviceCheckers } from './check-services.ts'

export const checkers: { [id: string]: Checker } = { ...dataCheckers, ...serviceCheckers }
