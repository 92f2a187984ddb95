import { once } from 'node:events';
import { readFileSync, createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { startSandbox } from '../../sandbox/sandbox.mts';
import { keepCredential, type Service } from './credential.mts';
import { prepareExample, runExample } from './example.mts';
import { Failure, describe } from './failure.mts';
import { interruptedByUser } from './interrupt.mts';
import { N8nClient } from './n8n-client.mts';
import { startN8n, type N8n } from './n8n-process.mts';
import { readOptions, type Options } from './options.mts';
import { installPackage } from './package-install.mts';
import { freePort } from './ports.mts';
import { createProgress, type Progress } from './progress.mts';
import { local, logs, n8nDefinition, packageName, root } from './project.mts';
import { installRuntime } from './runtime.mts';
import { claim, keepExample, logIn } from './state.mts';
import { checkVideo } from './video-check.mts';
import { WorkflowDraft } from './workflow.mts';

const userFolder = join(local, 'n8n');
const n8nLog = join(logs, 'n8n.log');
/** Where debuggers expect a program. */
const inspectorPort = 9229;

/** Makes the sandbox's minute or so of generating a few seconds. */
const sandboxSpeed = 10;

/** How long the example's video is: the default of the node. */
const videoSeconds = 8;

/** What is to be done when everything ends, in the order in which it was started. */
type Endings = Array<() => Promise<void>>;

/** `npm start`, once the packages of this project are installed. */
async function main(args: string[], interrupt: AbortController): Promise<void> {
	const progress = createProgress(process.stdout);
	const endings: Endings = [];
	// Nobody reads on: “npm start | head”, or a closed terminal.
	process.stdout.on('error', () => interrupt.abort());
	try {
		const options = readOptions(args, process.env);
		const n8n = await bringUp(options, progress, endings, interrupt.signal);
		if (options.exit) return;
		progress.say('\nCtrl-C ends n8n; what you build in it is kept for the next start.');
		const { signal } = interrupt;
		if (!signal.aborted) await Promise.race([once(signal, 'abort'), n8n.ended]);
		if (!signal.aborted)
			throw new Failure('n8n ended without being asked to.', 'The log says why.', n8nLog);
	} catch (error) {
		progress.stop();
		const { aborted } = interrupt.signal;
		if (error instanceof CommanderError) process.exitCode = error.exitCode;
		else {
			process.exitCode = aborted ? 130 : 1;
			process.stderr.write(`\n${aborted ? 'Interrupted.' : describe(error)}\n`);
		}
	} finally {
		if (interrupt.signal.aborted) progress.say('\nEnding what was started.');
		for (const end of endings.reverse()) await end();
	}
}

async function bringUp(
	options: Options,
	progress: Progress,
	endings: Endings,
	signal: AbortSignal,
): Promise<N8n> {
	claim(local);
	const work = { logs, signal };

	let step = progress.step('Packing this project');
	await installPackage(userFolder, work);
	step.done('This project packed');

	const runtime = await installRuntime({ definition: n8nDefinition, progress, ...work });

	const service = await chooseService(options, progress, endings);
	const port = await freePort(5678);
	step = progress.step(`Starting n8n ${runtime.version}`, 'about 20 seconds');
	const frames = join(root, 'examples', 'frames');
	const videos = join(local, 'videos');
	mkdirSync(videos, { recursive: true });
	const n8n = await startN8n({
		runtime,
		userFolder,
		port,
		brokerPort: await freePort(),
		...(options.inspect ? { inspectorPort } : {}),
		env: { N8N_RESTRICT_FILE_ACCESS_TO: [frames, videos].join(';') },
		logFile: n8nLog,
		signal,
	});
	endings.push(n8n.close);
	const client = new N8nClient(n8n.url);
	const login = await logIn(client, local);
	await checkNodeTypes(client);
	step.done(`n8n ${runtime.version} runs at ${n8n.url}`);

	const credential = await keepCredential(client, service);
	progress.say(`✓ n8n tested the credential “${service.name}” for ${service.baseUrl}`);
	const shipped = join(root, 'examples', 'files-on-disk', 'workflow.json');
	const draft = WorkflowDraft.parse(JSON.parse(readFileSync(shipped, 'utf8')));
	const example = prepareExample(draft, { frames, videos, credential });
	const workflow = await keepExample(client, example, local);

	step = progress.step(`Running the workflow “${workflow.name}”`);
	const file = await runExample(client, workflow, { step, log: n8nLog, signal });
	const { bytes, seconds, width, height } = await checkVideo(file, videoSeconds, signal);
	step.done(`The workflow “${workflow.name}” made a video`);

	const size = `${width} × ${height}, ${(bytes / 1e6).toFixed(1)} MB`;
	progress.say(`  ${seconds.toFixed(1)} seconds, ${size}, plays to its end`);
	progress.say(`\nvideo: ${file}\n\nn8n:      ${n8n.url}/workflow/${workflow.id}`);
	progress.say(`e-mail:   ${login.email}\npassword: ${login.password}`);
	if (options.inspect) progress.say(`debugger: attach to 127.0.0.1:${inspectorPort}`);
	return n8n;
}

async function chooseService(
	{ apiKey, baseUrl }: Options,
	progress: Progress,
	endings: Endings,
): Promise<Service> {
	if (apiKey !== undefined) {
		progress.say(`✓ HIGHWAY_API_KEY is set: the example uses ${baseUrl}, which bills it`);
		return { name: 'Highway API', apiKey, baseUrl };
	}
	const port = await freePort(4100);
	const log = createWriteStream(join(logs, 'sandbox.log'));
	const sandbox = await startSandbox({
		port,
		speed: sandboxSpeed,
		log: (line) => log.write(`${new Date().toISOString()} ${line}\n`),
		longRunning: true,
	});
	endings.push(() => sandbox.close());
	progress.say(`✓ The sandbox, a local stand-in of the Highway API, runs at ${sandbox.url}`);
	return { name: 'Highway API sandbox', apiKey: sandbox.key, baseUrl: sandbox.url };
}

async function checkNodeTypes(client: N8nClient): Promise<void> {
	const loaded = (await client.nodeDescriptions()).map(({ name }) => name);
	const ours = ['veoLiteFirstLastFrame', 'waitForTask'].map((name) => `${packageName}.${name}`);
	const missing = ours.filter((name) => !loaded.includes(name)).join(' and ');
	if (missing === '') return;
	const advice = 'The log says why; look for the name of this package.';
	throw new Failure(`n8n did not load ${missing}.`, advice, n8nLog);
}

await main(process.argv.slice(2), interruptedByUser());
