import { z } from 'zod';
import type { Check } from '../report.mts';
import { anchorsOf } from './anchors.mts';
import type { Described } from './described.mts';
import { type Manifest, repositoryAddress } from './manifest.mts';

const Links = z.array(z.object({ url: z.string() })).min(1);
const Codex = z.object({
	node: z.string(),
	categories: z.array(z.string()).min(1),
	alias: z.array(z.string()).min(1),
	resources: z.object({ credentialDocumentation: Links, primaryDocumentation: Links }),
});

/** Judges whether n8n finds a whole codex file for each node: its category, its search words, its help. */
export function checkCodex(described: Described[], { name: packageName }: Manifest): Check {
	const nodes = described.filter(({ kind }) => kind === 'node');
	const findings = nodes.flatMap(({ name, codex }) => {
		if (codex === undefined) return [`${name} has no codex file beside it in dist.`];
		const read = readCodex(codex);
		if (!read.success)
			return read.error.issues.map(
				({ path, message }) => `The codex file of ${name}, ${path.join('.')}: ${message}`,
			);
		const id = `${packageName}.${name}`;
		return read.data.node === id
			? []
			: [`The codex file of ${name} is for “${read.data.node}”, not for “${id}”.`];
	});
	return { name: 'codex', looked: `${nodes.length} codex files`, findings };
}

/**
 * Judges whether each link to the documentation leads to a heading of the README in the repository that
 * package.json names. Whoever moves the repository changes its address in package.json (repository,
 * homepage, bugs), in the credential and in the codex files; this tells what was left behind.
 */
export function checkLinks(described: Described[], manifest: Manifest, readme: string): Check {
	const address = repositoryAddress(manifest) ?? '';
	const anchors = anchorsOf(readme);
	const links = described.flatMap(linksOf);
	const findings = links.flatMap(({ of, url }) => {
		if (!url.startsWith(`${address}#`))
			return [`${of} links to ${url}, but the README is at ${address}#…`];
		const anchor = url.slice(address.length + 1);
		return anchors.has(anchor) ? [] : [`${of} links to #${anchor}, no heading of the README.`];
	});
	for (const { kind, name, documentationUrl } of described)
		if (kind === 'credential' && !documentationUrl)
			findings.push(`The credential ${name} has no documentationUrl.`);
	return { name: 'links', looked: `${links.length} links to the README`, findings };
}

function linksOf({ kind, name, documentationUrl, codex }: Described) {
	const own = documentationUrl ? [{ of: `The ${kind} ${name}`, url: documentationUrl }] : [];
	const read = readCodex(codex ?? '');
	if (!read.success) return own;
	const { credentialDocumentation, primaryDocumentation } = read.data.resources;
	return [
		...own,
		...[...credentialDocumentation, ...primaryDocumentation].map(({ url }) => ({
			of: `The codex file of ${name}`,
			url,
		})),
	];
}

function readCodex(text: string) {
	let content: unknown;
	try {
		content = JSON.parse(text);
	} catch {
		// Then there is nothing in it, and the missing fields are named.
	}
	return Codex.safeParse(content);
}
