import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidExtension } from '../../src/library/define.ts';
import { loadInstalled, servicesDirectory } from '../../src/library/extensions.ts';
import { toolDigest } from '../../src/tools/registry.ts';
import { cli } from '../support/cli.ts';
import { trackerDocument } from '../tools/openapi/tracker.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'planwright-services-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

describe('importing a service', () => {
  it('keeps it for every run, with a version that changes with the description', { timeout: 60_000 }, async () => {
    const file = join(home, 'tracker.json');
    await writeFile(file, JSON.stringify(trackerDocument('https://tracker.example/v1')));
    const environment = { PATH: process.env['PATH'] ?? '', HOME: home, PLANWRIGHT_HOME: home };
    const imported = await cli(environment, ['tools', 'import', file, '--name', 'tracker', '--json']);
    expect(imported.code, imported.stderr).toBe(0);
    expect(JSON.parse(imported.stdout)).toMatchObject({ name: 'tracker', hosts: ['tracker.example'] });
    const installed = await loadInstalled(null, home);
    const tool = installed.tools.find((one) => one.name === 'tracker');
    expect(installed.packs['service-tracker']?.operations).toContain('tracker.create-issue');

    const again = await cli(environment, ['tools', 'import', file, '--name', 'tracker', '--base', 'https://other.example', '--json']);
    expect(again.code).toBe(0);
    const other = (await loadInstalled(null, home)).tools.find((one) => one.name === 'tracker');
    expect(other === undefined || tool === undefined ? '' : toolDigest(other)).not.toBe(tool === undefined ? '' : toolDigest(tool));

    const taken = await cli(environment, ['tools', 'import', file, '--name', 'table']);
    expect(taken.code).not.toBe(0);
    expect(taken.stderr).toContain('a tool "table" is there already');
  });

  it('tells which kept file is broken', async () => {
    await writeFile(join(servicesDirectory(home), 'broken.json'), '{');
    await expect(loadInstalled(null, home)).rejects.toBeInstanceOf(InvalidExtension);
    await expect(loadInstalled(null, home)).rejects.toThrow('Cannot define service "broken.json"');
  });
});
