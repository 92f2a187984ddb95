import type { Check } from '../report.mts';

/** What a changelog says of one version, without the heading; undefined where it has no such section. */
export function notesOf(changelog: string, version: string): string | undefined {
	const [, ...sections] = changelog.split(/^## /m);
	const section = sections.find((text) => {
		const [heading = ''] = text.split('\n');
		return heading.replace(/^\[([^\]]*)\]/, '$1').split(/[\s(]/)[0] === version;
	});
	return section?.split('\n').slice(1).join('\n').trim();
}

/** Judges whether a tag may be published: the texts that people read must be about the same version. */
export function checkRelease(release: {
	tag: string;
	version: string;
	lockedVersion: string;
	changelog: string;
}): Check {
	const { tag, version, lockedVersion, changelog } = release;
	const notes = notesOf(changelog, version);
	const findings: string[] = [];
	if (tag !== `v${version}`)
		findings.push(`The tag is ${tag}, but package.json has version ${version}: tag v${version}.`);
	if (lockedVersion !== version)
		findings.push(
			`package-lock.json has version ${lockedVersion}, package.json ${version}: run “npm version”.`,
		);
	if (!notes)
		findings.push(
			`CHANGELOG.md says nothing under “## ${version}”: give “Unreleased” this name, with the date.`,
		);
	return { name: 'release', looked: `${tag}, package.json and CHANGELOG.md`, findings };
}
