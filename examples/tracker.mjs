// A small issue tracker on this machine, as examples/tracker.openapi.json describes it: `node examples/tracker.mjs [port]`. Nothing is kept when it ends.
import { createServer } from 'node:http';

const titles = ['Kettle icon is blurred', 'Export stops at 1,000 rows', 'Login fails after a password change', 'Totals ignore returns', 'Map is empty on small screens', 'Wrong time zone in reports', 'Search misses umlauts', 'Double e-mail on refund'];
const severities = ['low', 'medium', 'critical', 'high', 'low', 'medium', 'high', 'critical'];
const issues = titles.map((title, at) => ({ id: at + 1, title, state: at % 3 === 0 ? 'closed' : 'open', severity: severities[at], votes: (at * 5) % 12, component: ['shop', 'reports'][at % 2], created_at: `2026-0${(at % 5) + 1}-1${at % 9}` }));

createServer(async (request, response) => {
  const answer = (status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://tracker');
  const [, collection, id] = pathname.split('/');
  if (collection !== 'issues') return answer(404, { message: 'There are only issues here.' });
  if (request.method === 'POST') {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { title, severity = 'low' } = JSON.parse(Buffer.concat(chunks).toString() || '{}');
    if (typeof title !== 'string' || title.trim() === '') return answer(422, { message: 'An issue needs a title.' });
    issues.push({ id: issues.length + 1, title, state: 'open', severity, votes: 0, component: 'shop', created_at: new Date().toISOString().slice(0, 10) });
    return answer(201, issues.at(-1));
  }
  if (id === undefined) return answer(200, issues.filter((issue) => [null, issue.state].includes(searchParams.get('state'))));
  const issue = issues.find((one) => String(one.id) === id);
  return issue === undefined ? answer(404, { message: `There is no issue ${id}.` }) : answer(200, issue);
}).listen(Number(process.argv[2] ?? 8477), '127.0.0.1', function () {
  console.log(`Issue tracker at http://127.0.0.1:${this.address().port}`);
});
