import { PROMPT_WORDS } from '../misbehaviour/promptWords.mts';
import { html } from './html.mts';
import { refresh } from './refresh.mts';
import { style } from './style.mts';
import { taskCard, type TaskRow } from './taskCard.mts';

interface StartPageFacts {
	/** As the browser knows it. */
	baseUrl: string;
	key: string;
	/** Oldest first. */
	rows: readonly TaskRow[];
}

/** The page at `/`, for someone who builds a workflow: what to enter where, and what has happened. */
export function startPage({ baseUrl, key, rows }: StartPageFacts): string {
	const dockerUrl = baseUrl.replace(/\/\/(localhost|127\.0\.0\.1)/, '//host.docker.internal');
	const words = PROMPT_WORDS.map(
		([example, effect]) =>
			html`<tr>
				<th><code>${example}</code></th>
				<td>${effect}</td>
			</tr>`,
	);
	const frames = ['dawn', 'night'].map((name) => {
		const url = `${baseUrl}/frames/${name}.png`;
		return html`<figure>
			<img src="/frames/${name}.png" alt="${name}" />
			<figcaption><code>${url}</code></figcaption>
		</figure>`;
	});
	const none = html`<p class="quiet">None yet. They appear here as they are submitted.</p>`;
	return html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<title>Highway API sandbox</title>
				<link rel="icon" href="data:," />
				<style>
					${style}
				</style>
			</head>
			<body>
				<h1>Highway API sandbox</h1>
				<p>
					A stand-in of the Highway API on this computer. It takes the same requests, refuses what
					the service would refuse, and makes real videos that fade from the first frame to the
					last. No account, no bill.
				</p>

				<h2>In n8n, in the credential “Highway API”</h2>
				<table>
					<tr>
						<th>API Key</th>
						<td><code>${key}</code></td>
					</tr>
					<tr>
						<th>Base URL</th>
						<td><code>${baseUrl}</code></td>
					</tr>
					<tr>
						<th>Base URL, with n8n in Docker</th>
						<td>
							<code>${dockerUrl}</code>
							<span class="quiet"
								>Turn on <b>Allow Unencrypted Base URL</b> below it. On Linux, start the sandbox
								with <code>--host 0.0.0.0</code> and the container with
								<code>--add-host=host.docker.internal:host-gateway</code>.</span
							>
						</td>
					</tr>
				</table>

				<h2>Tasks</h2>
				<div id="tasks">${rows.length ? rows.map(taskCard).reverse() : none}</div>

				<h2>Frames to start with</h2>
				<p class="quiet">The sandbox fetches URLs itself, so these do for n8n in Docker as well.</p>
				<div class="frames">${frames}</div>

				<h2>Failures, by words in the prompt</h2>
				<table>
					${words}
				</table>
			</body>
			<script>
				${refresh};
			</script>
		</html>`.text;
}
