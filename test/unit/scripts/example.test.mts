import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installName } from '../../../scripts/start/cache.mts';
import { askedDuration, prepareExample, savedFile } from '../../../scripts/start/example.mts';
import { WorkflowDraft } from '../../../scripts/start/workflow.mts';

const file = join(import.meta.dirname, '../../../examples/files-on-disk/workflow.json');
const example = WorkflowDraft.parse(JSON.parse(readFileSync(file, 'utf8')));

describe('the example workflow', () => {
	it('gets the paths and the credential of this machine', () => {
		const prepared = prepareExample(example, {
			frames: '/frames',
			videos: '/videos',
			credential: { id: 'c1', name: 'Sandbox' },
		});
		const parameters = (name: string) =>
			prepared.nodes.find((node) => node.name === name)?.parameters;
		expect(parameters('Read First Frame')).toMatchObject({ fileSelector: '/frames/dawn.png' });
		expect(parameters('Read Last Frame')).toMatchObject({ fileSelector: '/frames/night.png' });
		expect(parameters('Save Video')).toMatchObject({
			fileName: '=/videos/{{ $binary.data.fileName }}',
		});
		expect(
			prepared.nodes.filter(({ credentials }) => credentials?.highwayApi?.id === 'c1'),
		).toHaveLength(2);
		expect(example.nodes.some(({ credentials }) => credentials?.highwayApi?.id)).toBe(false);
	});

	it('asks for eight seconds', () => {
		expect(askedDuration(example)).toBe(8);
	});

	it('tells where it wrote its video, and that it wrote none', () => {
		const saved = (json: object) => ({ 'Save Video': [{ data: { main: [[{ json }]] } }] });
		expect(savedFile(saved({ fileName: '/videos/a.mp4' }))).toBe('/videos/a.mp4');
		expect(savedFile(saved({}))).toBeUndefined();
		expect(savedFile({})).toBeUndefined();
	});
});

describe('the name of an installed n8n', () => {
	const facts = {
		n8nVersion: '2.41.1',
		packageJson: '{}',
		lock: '{}',
		nodeVersion: 'v24.21.0',
		platform: 'linux',
		arch: 'x64',
	};

	it('is another one whenever the install would be', () => {
		const names = [
			facts,
			{ ...facts, lock: '{ }' },
			{ ...facts, packageJson: '{ }' },
			{ ...facts, nodeVersion: 'v26.0.0' },
			{ ...facts, arch: 'arm64' },
			{ ...facts, n8nVersion: '2.42.0' },
		].map(installName);
		expect(new Set(names).size).toBe(names.length);
		expect(installName({ ...facts, nodeVersion: 'v24.99.0' })).toBe(installName(facts));
	});
});
