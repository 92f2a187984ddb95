import type { INodeTypeDescription } from 'n8n-workflow';
import { exceptions, type Exception } from '../../../scripts/check-readme/exceptions.mts';
import {
	checkLinks,
	checkPictures,
	checkReachable,
	linksInSource,
} from '../../../scripts/check-readme/links.mts';
import { readMarkdown } from '../../../scripts/check-readme/markdown.mts';
import { commandsOf, commandsOfCi, makePlan } from '../../../scripts/check-readme/plan.mts';
import { commandsIn } from '../../../scripts/check-readme/shell.mts';
import { slugger } from '../../../scripts/slugs.mts';
import { problemsOf, workflowIn } from '../../../scripts/check-readme/workflows.mts';
import { fields } from '../../../nodes/VeoLiteFirstLastFrame/fields.ts';

const repository = 'https://github.com/n8n-nodes-highwayapi/n8n-nodes-highwayapi';

describe('the anchors of headings', () => {
	it.each([
		['Veo Lite First/Last Frame', 'veo-lite-firstlast-frame'],
		['What does it cost, and why?', 'what-does-it-cost-and-why'],
		['As tools of an AI Agent', 'as-tools-of-an-ai-agent'],
		['Über `data_0` – und mehr', 'über-data_0--und-mehr'],
	])('of “%s” is #%s', (heading, anchor) => {
		expect(slugger()(heading)).toBe(anchor);
	});

	it('are numbered where they come again', () => {
		expect(['Cost', 'Cost', 'Cost 1', 'Cost'].map(slugger())).toEqual([
			'cost',
			'cost-1',
			'cost-1-1',
			'cost-2',
		]);
	});
});

describe('what is read in a document', () => {
	const text = [
		'# Try `it`',
		'See [more](docs/more.md#cost), ![a picture](a.webp) and <a href="b.md">that</a>.',
		'- `npm run bench` in a sentence, `--exit`, `npm` and `README.md`',
		'',
		'  ```sh',
		"  npm test  # all of it, with '#' in it",
		'  curl a \\',
		"    -d 'x # y'",
		'  ```',
	].join('\n');

	it('are its anchors, links and pictures', async () => {
		const { anchors, links } = await readMarkdown('README.md', text);
		expect(anchors).toEqual(['try-it']);
		expect(links.map(({ target, isImage }) => [target, isImage])).toEqual([
			['docs/more.md#cost', false],
			['a.webp', true],
			['b.md', false],
		]);
	});

	it('are its commands, where they stand', async () => {
		const commands = commandsOf(await readMarkdown('README.md', text));
		expect(commands).toEqual([
			{ file: 'README.md', line: 3, command: 'npm run bench' },
			{ file: 'README.md', line: 6, command: 'npm test' },
			{ file: 'README.md', line: 7, command: "curl a -d 'x # y'" },
		]);
	});

	it('is no comment in a word or in quotes', () => {
		const line = `open http://a/#b "c # d" 'e # f' # g`;
		expect(commandsIn(line)).toEqual([{ command: `open http://a/#b "c # d" 'e # f'`, line: 0 }]);
	});
});

describe('what becomes of a command', () => {
	const ci = commandsOfCi('#!/bin/sh\nset -e\nnpm test\nCI=true npm start\n');
	const plan = (written: string[], { all = false, rules = exceptions } = {}) =>
		makePlan(
			written.map((command, line) => ({ file: 'README.md', line, command })),
			{ ci, exceptions: rules, all },
		);
	const became = (command: string, options = {}) => plan([command], options).steps[0];

	it('is nothing where .ci/run runs it, with an environment or without', () => {
		expect(became('npm test')).toMatchObject({ kind: 'leave', why: '.ci/run runs “npm test”' });
		expect(became('npm start')).toMatchObject({ why: '.ci/run runs “CI=true npm start”' });
	});

	it('is a run where nothing is known of it', () => {
		const command = 'npx jest somewhere';
		expect(became(command)).toMatchObject({ kind: 'run', run: command });
		expect(became('npm start -- --exit')).toMatchObject({ kind: 'run' });
	});

	it('is a run once', () => {
		const { steps } = plan(['npx jest a', 'npx jest a']);
		expect(steps.map(({ kind }) => kind)).toEqual(['run', 'leave']);
		expect(steps[1]).toMatchObject({ why: 'the same as in README.md:0' });
	});

	it('is a start and an end where it serves', () => {
		expect(became('npm run sandbox -- --host 0.0.0.0')).toMatchObject({ kind: 'serve' });
	});

	it('is a run beside what it speaks to, and in place of what is billed', () => {
		const beside = { run: 'npm run sandbox', ready: expect.any(RegExp) };
		expect(became('curl -X POST http://127.0.0.1:4100/sandbox/behave')).toMatchObject({ beside });
		expect(became('HIGHWAY_API_KEY=… npm start')).toMatchObject({
			kind: 'run',
			run: expect.stringContaining('HIGHWAY_API_KEY=sandbox-key '),
			beside,
		});
	});

	it('is a run only when all is asked for, where it takes long', () => {
		expect(became('npm run bench')).toMatchObject({ kind: 'leave' });
		expect(became('npm run bench', { all: true })).toMatchObject({ kind: 'run' });
	});

	it('is a run where .ci/run does not run what does the same', () => {
		const rules: Exception[] = [
			{ command: /^npx one$/, reason: 'that is a part of it', sameAs: 'npm test' },
			{ command: /^npx two$/, reason: 'that is a part of it', sameAs: 'npm run gone' },
		];
		expect(became('npx one', { rules })).toMatchObject({ kind: 'leave' });
		expect(became('npx one', { rules, all: true })).toMatchObject({ kind: 'run' });
		expect(became('npx two', { rules })).toMatchObject({ kind: 'run' });
	});

	it('never is the check itself', () => {
		expect(became('npm run check:readme', { all: true })).toMatchObject({ kind: 'leave' });
	});

	it('shows which exceptions are of no use any more', () => {
		const rules: Exception[] = [
			{ command: /^npm run gone$/, reason: 'it was slow', onlyWithAll: true },
			{ command: /^npm run here$/, reason: 'it is slow', onlyWithAll: true },
		];
		expect(plan(['npm run here'], { rules }).unusedExceptions).toEqual([rules[0]]);
	});
});

describe('links', () => {
	const files = ['README.md', 'docs/a.md', 'docs/b.md', 'docs/images/x.webp', 'docs/images/y.webp'];
	const project = async (readme: string) => {
		const documents = [
			await readMarkdown('README.md', readme),
			await readMarkdown('docs/a.md', '# A\n\n## Cost'),
			await readMarkdown('docs/b.md', '# B\n\n[up](../README.md#top) [folder](images)'),
		];
		return { documents, files, repository, links: documents.flatMap(({ links }) => links) };
	};
	const broken = (results: Array<{ what: string; problem?: string }>) =>
		results.filter(({ problem }) => problem).map(({ what }) => what);

	it('lead to files, folders and headings that are there', async () => {
		const { links, ...all } = await project(
			'# Top\n\n[a](docs/a.md#cost) [b](#top) [c](docs/) [d](https://elsewhere.example/#no)',
		);
		expect(broken(checkLinks(links, all))).toEqual([]);
	});

	it('that are broken are found', async () => {
		const { links, ...all } = await project(
			'# Bottom\n\n[a](docs/a.md#costs) [b](#top) [c](docs/c.md) ![d](d.png) [e](docs/images#x)',
		);
		expect(broken(checkLinks(links, all))).toEqual([
			'link docs/a.md#costs',
			'link #top',
			'link docs/c.md',
			'picture d.png',
			'link docs/images#x',
			'link ../README.md#top',
		]);
	});

	it('in the code lead to headings of the README', async () => {
		const { documents } = await project('# Wait for Task');
		const links = linksInSource(
			'nodes/x.json',
			`{ "url": "${repository}#wait-for-task" }\n{ "url": "${repository}#wait" }`,
			repository,
		);
		const results = checkLinks(links, { documents, files, repository });
		expect(results.map(({ at, problem }) => [at?.line, problem !== undefined])).toEqual([
			[1, false],
			[2, true],
		]);
	});

	it('show which pictures nobody shows, and which documents nobody links', async () => {
		const { links, ...all } = await project('# Top\n\n[a](docs/a.md) ![x](docs/images/x.webp)');
		expect(broken(checkPictures(links, all))).toEqual(['picture docs/images/y.webp is shown']);
		expect(broken(checkReachable(links, all))).toEqual(['docs/b.md is linked']);
	});
});

describe('a workflow in a document', () => {
	const type = {
		name: 'n8n-nodes-highwayapi.veoLiteFirstLastFrame',
		version: 1,
		properties: fields,
		credentials: [{ name: 'highwayApi', required: true }],
	} as INodeTypeDescription;
	const node = (changes: object = {}) => ({
		id: '1',
		name: 'Generate',
		type: type.name,
		typeVersion: 1,
		position: [0, 0],
		parameters: { firstFrameUrl: 'https://a.example/1.png', prompt: 'Night', options: { seed: 0 } },
		credentials: { highwayApi: { id: null, name: 'Highway API' } },
		...changes,
	});
	const shown = (content: object) =>
		workflowIn({
			file: 'a.md',
			line: 1,
			language: 'json',
			heading: 'A recipe',
			text: JSON.stringify(content),
		});
	const problems = (changes: object, connections: object = {}) => {
		const draft = shown({ nodes: [node(changes)], connections });
		return draft ? problemsOf(draft, [type]) : undefined;
	};

	it('is known by its nodes, and gets the name of its heading', () => {
		expect(shown({ task_id: '1' })).toBeUndefined();
		expect(shown({ nodes: [node()], connections: {} })).toMatchObject({ name: 'A recipe' });
		expect(() => shown({ nodes: [{ name: 'without a type' }] })).toThrow();
	});

	it('is in order', () => {
		expect(problems({})).toEqual([]);
	});

	it.each<[string, object, RegExp]>([
		['a type', { type: 'n8n-nodes-highwayapi.veo' }, /n8n has no .*\.veo of version 1/],
		['a version', { typeVersion: 2 }, /of version 2/],
		['a parameter', { parameters: { prompt: 'x', promt: 'y' } }, /“promt” is unknown/],
		['an option', { parameters: { prompt: 'x', options: { sed: 1 } } }, /“options.sed” is unknown/],
		[
			'a parameter that is not shown',
			{ parameters: { prompt: 'x', firstFrameSource: 'binary', firstFrameUrl: 'y' } },
			/“firstFrameUrl” is unknown, or not shown/,
		],
		['a missing value', { parameters: {} }, /"Prompt" is required/],
		['a value', { parameters: { prompt: 'x', duration: 5 } }, /“duration” can't be 5/],
		[
			'the value of an option',
			{ parameters: { prompt: 'x', options: { imageEncoding: 'base' } } },
			/“imageEncoding” can't be "base"/,
		],
		[
			'the credential',
			{ credentials: { highway: { id: null, name: 'Key' } } },
			/no credential “highway”.*\n.*no credential “highwayApi”/,
		],
		['no credential', { credentials: undefined }, /no credential “highwayApi”/],
	])('is found to be wrong by %s', (_, changes, problem) => {
		expect(problems(changes)?.join('\n')).toMatch(problem);
	});

	it.each([
		[{ Generate: { main: [[{ node: 'Wait', type: 'main', index: 0 }]] } }, 'Wait'],
		[{ Start: { main: [[{ node: 'Generate', type: 'main', index: 0 }]] } }, 'Start'],
	])('is found to be wrong by a loose end', (connections, name) => {
		expect(problems({}, connections)).toEqual([
			`a connection from or to “${name}”, which is not there`,
		]);
	});
});
