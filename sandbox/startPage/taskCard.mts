import { FILE_TYPES, type MadeThing } from '../models.mts';
import type { Task, TaskState } from '../task.mts';
import { counted } from '../words.mts';
import { html, type Html } from './html.mts';

export interface TaskRow {
	task: Task;
	state: TaskState;
	/** Of its files, as far as they are rendered. */
	urls: readonly string[];
}

function player(makes: MadeThing, url: string): Html {
	switch (makes) {
		case 'video':
			return html`<video src="${url}" controls loop preload="metadata"></video>`;
		case 'image':
			return html`<img src="${url}" alt="" />`;
		case 'audio':
			return html`<audio src="${url}" controls preload="metadata"></audio>`;
	}
}

function files({ task, urls }: TaskRow): Html {
	const { makes } = task.model;
	const players = urls.map(
		(url, index) =>
			html`<figure>
				${player(makes, url)}
				<figcaption>
					<a href="${url}" download="${task.id}_${index}.${FILE_TYPES[makes]}">${makes} ${index}</a>
				</figcaption>
			</figure>`,
	);
	const hint = players.length ? html`` : html`<p class="quiet">Every sample was filtered out.</p>`;
	return html`${hint}
		<div class="videos">${players}</div>`;
}

function rest(row: TaskRow): Html {
	const { status, reason, progressPercent } = row.state;
	if (status === 'TASK_STATUS_SUCCEED') return files(row);
	if (status === 'TASK_STATUS_FAILED') return html`<p class="failed">${reason}</p>`;
	return html`<progress max="100" value="${progressPercent}"></progress>`;
}

/** One task; `data-version` changes exactly when there is something new to see. */
export function taskCard(row: TaskRow): Html {
	const { task, state } = row;
	const {
		duration,
		resolution,
		aspect_ratio: ratio,
		generate_audio,
		sample_count,
	} = task.generation;
	const name = state.status.replace('TASK_STATUS_', '').toLowerCase();
	const audio = generate_audio ? ', with audio' : '';
	return html`<article
		class="card"
		id="task-${task.id}"
		data-version="${name} ${state.progressPercent}"
	>
		<header>
			<code>${task.id}</code>
			<span class="quiet"
				>${duration} s, ${resolution}, ${ratio}${audio}, ${counted(sample_count, 'sample')}, seed
				${task.seed}</span
			>
			<span class="state ${name}">${name}</span>
		</header>
		<p>${task.generation.prompt}</p>
		${task.frames.length === 0
			? ''
			: html`<p class="quiet">Frames: ${task.frames.join(' → ')}.</p>`}
		${rest(row)}
	</article>`;
}
