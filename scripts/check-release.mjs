/**
 * `node scripts/check-release.mjs v0.2.0`: whether a tag may be published. The texts that people read have
 * to be about the same version; what the changelog says of it is printed, for the release on GitHub.
 */
import { readFileSync } from 'node:fs';

const tag = process.argv[2];
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const locked = JSON.parse(readFileSync('package-lock.json', 'utf8')).version;
const sections = readFileSync('CHANGELOG.md', 'utf8').split(/^## /m);
// A heading is the version, in brackets or not, and a date.
const section = sections.find((text) => text.split(/[\s\]]/)[0]?.replace('[', '') === version);
const notes = section?.split('\n').slice(1).join('\n').trim();

const findings = [
	...(tag === `v${version}` ? [] : [`The tag is ${tag}; package.json asks for v${version}.`]),
	...(locked === version ? [] : [`package-lock.json has version ${locked}: run “npm version”.`]),
	...(notes ? [] : [`CHANGELOG.md says nothing under “## ${version}”: rename “Unreleased”.`]),
];
if (findings.length > 0) {
	console.error(findings.join('\n'));
	process.exitCode = 1;
} else console.log(notes);
