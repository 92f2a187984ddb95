import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import type { Icon, ICredentialType, INodeType } from 'n8n-workflow';
import type { Check } from '../report.mts';
import type { Manifest } from './manifest.mts';

/** What n8n learns of a node or a credential by loading it. */
export interface Described {
	kind: 'node' | 'credential';
	/** Its file, as package.json names it. */
	file: string;
	name: string;
	icon: Icon | undefined;
	documentationUrl: string | undefined;
	/** The text of the codex file beside a node. */
	codex?: string;
}

/**
 * Loads what package.json names as n8n does: the class is called like its file. Requires n8n-workflow
 * to be found from the folder.
 */
export function loadDescribed(folder: string, { n8n, main }: Manifest) {
	const require = createRequire(join(folder, 'package.json'));
	const findings: string[] = [];
	const described: Described[] = [];

	const load = (file: string, describe: (instance: unknown) => Omit<Described, 'file'>) => {
		try {
			const [className = ''] = basename(file).split('.');
			const exported: Record<string, new () => unknown> = require(join(folder, file));
			const Loaded = exported[className];
			if (!Loaded) throw new Error(`it exports no class ${className}`);
			const entry: Record<string, unknown> = require(join(folder, main));
			if (entry[className] !== Loaded) findings.push(`${main} does not export ${className}.`);
			described.push({ file, ...describe(new Loaded()) });
		} catch (error) {
			findings.push(
				`${file} can't be loaded: ${error instanceof Error ? error.message : String(error)}`,
			);
		}
	};

	for (const file of n8n.credentials)
		load(file, (instance) => {
			const { name, icon, documentationUrl } = instance as ICredentialType;
			return { kind: 'credential', name, icon, documentationUrl };
		});
	for (const file of n8n.nodes)
		load(file, (instance) => {
			const { name, icon, documentationUrl } = (instance as INodeType).description;
			return { kind: 'node', name, icon, documentationUrl, ...codexOf(join(folder, file)) };
		});

	const looked = `${main} and ${described.length} classes loaded from the packed files`;
	const check: Check = { name: 'loading', looked, findings };
	return { described, check };
}

function codexOf(file: string): Pick<Described, 'codex'> {
	try {
		return { codex: readFileSync(file.replace(/\.js$/, '.json'), 'utf8') };
	} catch {
		return {};
	}
}
