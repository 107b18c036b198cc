import { join } from 'node:path';
import { checkCheckers } from '../check-checkers.ts';
import { resultBySql } from '../result-by-sql.ts';
import { checkers } from './checkers.ts';

const data = join(import.meta.dirname, 'data');

checkCheckers(checkers, { 'oa-01': await resultBySql(data, 'SELECT store, sum(units) AS sold FROM orders.csv GROUP BY store ORDER BY sold DESC', { ordered: true }) });
