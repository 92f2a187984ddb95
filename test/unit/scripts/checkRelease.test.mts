import { checkRelease, notesOf } from '../../../scripts/check-release/changelog.mts';

const changelog = `# Changelog

## Unreleased

- Not yet.

## 0.2.0 (2026-12-01)

- Later.

### Details

- More.

## [0.1.0] - 2026-11-30

- First.
`;

it('the notes of a release are its section of the changelog', () => {
	expect(notesOf(changelog, '0.2.0')).toBe('- Later.\n\n### Details\n\n- More.');
	expect(notesOf(changelog, '0.1.0')).toBe('- First.');
	expect(notesOf(changelog, '0.1')).toBeUndefined();
});

describe('a release', () => {
	const release = { tag: 'v0.1.0', version: '0.1.0', lockedVersion: '0.1.0', changelog };
	const findingsOf = (changes: object) =>
		checkRelease({ ...release, ...changes }).findings.join('\n');

	it('is about one version', () => {
		expect(findingsOf({})).toBe('');
	});

	it.each([
		[{ tag: 'v0.2.0' }, 'tag v0.1.0'],
		[{ tag: '0.1.0' }, 'tag v0.1.0'],
		[{ lockedVersion: '0.0.9' }, 'package-lock.json'],
		[{ changelog: '## Unreleased\n\n- All.\n' }, '“## 0.1.0”'],
		[{ changelog: '## 0.1.0\n\n## 0.0.9\n' }, '“## 0.1.0”'],
	])('with %j is refused', (changes, finding) => {
		expect(findingsOf(changes)).toContain(finding);
	});
});
