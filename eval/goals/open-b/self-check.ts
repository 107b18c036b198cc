import { join } from 'node:path';
import { type CheckedResults, checkCheckers } from '../check-checkers.ts';
import { completedWith, NOTHING, REFUSAL, type ResultShape, resultBySql } from '../result-by-sql.ts';
import { checkers } from './checkers.ts';

/** Checks the checkers: right results come from SQL over the raw files, another way than the checkers' own. */
const data = join(import.meta.dirname, 'data');
const ordered: ResultShape = { ordered: true };
const chart: ResultShape = { kind: 'chart' };
const single: ResultShape = { kind: 'summary' };

const SQL: { [id: string]: [sql: string, shape?: ResultShape] } = {
  'ob-01': ['SELECT bike, avg(distance_km) AS distance FROM trips.csv GROUP BY bike'],
  'ob-02': ['SELECT station, count(*) AS trips FROM trips.csv WHERE year(started) = 2024 GROUP BY station'],
  'ob-03': ['SELECT trip_id, distance_km FROM trips.csv ORDER BY distance_km DESC, trip_id LIMIT 5', ordered],
  'ob-04': ["SELECT strftime(started, '%Y-%m') AS month, sum(fee_eur) AS fees FROM trips.csv WHERE year(started) = 2023 GROUP BY month"],
  'ob-05': ["SELECT trip_id, distance_km FROM trips.csv WHERE bike = 'cargo' AND distance_km > 8"],
  'ob-06': ['SELECT station, 100.0 * sum(minutes) / sum(sum(minutes)) OVER () AS share FROM trips.csv GROUP BY station'],
  'ob-07': ['SELECT bike, sum(minutes) AS minutes FROM trips.csv GROUP BY bike', chart],
  'ob-08': ["SELECT median(fee_eur) AS fee FROM trips.csv WHERE station = 'Airport'", single],
  'ob-09': ['SELECT station, avg(minutes) AS minutes FROM trips.csv GROUP BY station ORDER BY minutes DESC LIMIT 1'],
  'ob-10': ['SELECT bike, count(DISTINCT station) AS stations FROM trips.csv GROUP BY bike'],
  'ob-11': ['SELECT station, bike, avg(fee_eur) AS fee FROM trips.csv GROUP BY station, bike'],
  'ob-12': ['SELECT plant, sum(output_mwh) AS output FROM energy.csv WHERE year(month) = 2022 GROUP BY plant ORDER BY output DESC', ordered],
  'ob-13': ["SELECT strftime(date_trunc('quarter', month), '%Y-%m') AS quarter, sum(output_mwh) AS output FROM energy.csv WHERE source = 'wind' GROUP BY quarter"],
  'ob-14': ["SELECT plant, strftime(month, '%Y-%m') AS month, cost_eur / output_mwh AS per_mwh FROM energy.csv WHERE year(month) = 2023"],
  'ob-15': ["SELECT strftime(month, '%Y-%m') AS month, sum(output_mwh) OVER (ORDER BY month) AS cumulated FROM energy.csv WHERE plant = 'Sun Field'"],
  'ob-16': ['SELECT district, sum(minutes) AS minutes FROM trips.csv JOIN stations.csv USING (station) GROUP BY district'],
  'ob-17': ['SELECT station, altitude_m FROM stations.csv WHERE altitude_m > 20'],
  'ob-18': ['SELECT station, docks FROM stations.csv ORDER BY docks LIMIT 1'],
  'ob-19': ["SELECT strftime(date, '%Y-%m') AS month, avg(tmean_c) AS tmean FROM weather.csv WHERE year(date) = 2023 GROUP BY month"],
  'ob-20': ['SELECT year(date) AS year, sum(rain_mm) AS rain FROM weather.csv GROUP BY year'],
  'ob-21': ["SELECT strftime(date, '%Y-%m-%d') AS date, rain_mm FROM weather.csv ORDER BY rain_mm DESC LIMIT 1"],
  'ob-22': ["SELECT strftime(date, '%Y-%m-%d') AS date, tmean_c FROM weather.csv WHERE strftime(date, '%Y-%m') = '2024-09' AND tmean_c * 9 / 5 + 32 > 68"],
  'ob-23': ['SELECT count(*) AS days FROM weather.csv WHERE rain_mm > 20', single],
  'ob-24': ["SELECT day, value FROM (SELECT strftime(date, '%Y-%m-%d') AS day, avg(tmean_c) OVER (ORDER BY date ROWS 6 PRECEDING) AS value, row_number() OVER (ORDER BY date) AS place FROM weather.csv) WHERE place > 6"],
  'ob-25': ["SELECT strftime(date, '%Y-%m-%d') AS date, wind_kmh * 1000 / 3600 AS wind_ms FROM weather.csv"],
  'ob-26': ["SELECT min(tmean_c) AS lowest FROM weather.csv WHERE strftime(date, '%Y-%m') = '2023-01'", single],
  'ob-27': ['SELECT glacier, year, length_m FROM glaciers.csv WHERE year >= 2000', chart],
  'ob-28': ['SELECT glacier, 10 * (year // 10) AS decade, avg(balance_mm) AS balance FROM glaciers.csv GROUP BY glacier, decade'],
  'ob-29': ["SELECT year, balance_mm FROM glaciers.csv WHERE glacier = 'Rhone' ORDER BY balance_mm LIMIT 1"],
  'ob-30': ["SELECT year, difference FROM (SELECT year, length_m - lag(length_m) OVER (ORDER BY year) AS difference FROM glaciers.csv WHERE glacier = 'Gorner') WHERE difference IS NOT NULL"],
  'ob-35': ['SELECT station, sum(fee_eur) AS fees FROM trips.csv GROUP BY station ORDER BY fees DESC LIMIT 1'],
  'ob-36': ['SELECT station, avg(distance_km) AS distance FROM trips.csv GROUP BY station'],
  'ob-37': ['SELECT quarter_name, avg(rent_eur) AS rent FROM leases.csv GROUP BY quarter_name'],
  'ob-38': ["SELECT median(area_m2) AS area FROM leases.csv WHERE quarter_name = 'Hafen'", single],
  'ob-39': ['SELECT lease_id, rent_eur FROM leases.csv WHERE rent_eur > 1500'],
  'ob-40': ['SELECT station, docks FROM stations.csv ORDER BY docks DESC LIMIT 1'],
};
/** What the person answers where a goal leaves it open. */
const ANSWERS: { [id: string]: unknown } = { 'ob-35': { measure: 'fee_eur' }, 'ob-36': { combined: 'mean' }, 'ob-40': { biggest: 'docks' } };

const cases: { [id: string]: CheckedResults } = {};
for (const [id, [sql, shape]] of Object.entries(SQL)) cases[id] = { ...(await resultBySql(data, sql, shape)), ...(ANSWERS[id] === undefined ? {} : { answers: ANSWERS[id] }) };
for (const id of ['ob-31', 'ob-32', 'ob-33', 'ob-34']) {
  const made = cases['ob-01']?.right[0]?.artifacts ?? [];
  cases[id] = { right: [REFUSAL], wrong: [NOTHING, completedWith(made), { ...REFUSAL, artifacts: made }, { ...REFUSAL, reason: null }] };
}

checkCheckers(checkers, cases);
