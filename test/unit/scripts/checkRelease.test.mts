import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const script = join(import.meta.dirname, '../../../scripts/check-release.mjs');
const LATER = '## 0.2.0 (2026-12-01)\n\n- Later.\n\n### Details\n\n- More.';
const changelog = `# Changelog\n\n## Unreleased\n\n- Not yet.\n\n${LATER}\n\n## [0.1.0] - 2026-11-30\n\n- First.\n`;

function check(tag: string, version: string, { locked = version, log = changelog } = {}) {
	const cwd = mkdtempSync(join(tmpdir(), 'check-release-'));
	try {
		writeFileSync(join(cwd, 'package.json'), JSON.stringify({ version }));
		writeFileSync(join(cwd, 'package-lock.json'), JSON.stringify({ version: locked }));
		writeFileSync(join(cwd, 'CHANGELOG.md'), log);
		return spawnSync(process.execPath, [script, tag], { cwd, encoding: 'utf8' });
	} finally {
		rmSync(cwd, { recursive: true });
	}
}

it('a release about one version gives its section of the changelog', () => {
	const stdout = '- Later.\n\n### Details\n\n- More.\n';
	expect(check('v0.2.0', '0.2.0')).toMatchObject({ status: 0, stdout });
	expect(check('v0.1.0', '0.1.0')).toMatchObject({ status: 0, stdout: '- First.\n' });
});

it.each([
	['another tag', 'v0.2.0', '0.1.0', {}, 'v0.1.0'],
	['a tag without v', '0.1.0', '0.1.0', {}, 'v0.1.0'],
	['another version in the lockfile', 'v0.1.0', '0.1.0', { locked: '0.0.9' }, 'package-lock.json'],
	['no section', 'v0.3.0', '0.3.0', {}, '“## 0.3.0”'],
	['an empty section', 'v0.1.0', '0.1.0', { log: '## 0.1.0\n\n## 0.0.9\n' }, '“## 0.1.0”'],
])('a release with %s is refused', (_, tag, version, others, finding) => {
	const stderr = expect.stringContaining(finding) as string;
	expect(check(tag, version, others)).toMatchObject({ status: 1, stderr });
});
