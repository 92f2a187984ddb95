import type { IExecuteFunctions } from 'n8n-workflow';
import type { Task } from '../../../nodes/shared/api/task.ts';
import { ProgressLine } from '../../../nodes/shared/n8n/progressLine.ts';
import { PollProgress } from '../../../nodes/WaitForTask/poll/pollProgress.ts';

function progressOf(total: number) {
	const messages: string[] = [];
	let now = 0;
	const clock = { now: () => now, sleep: async () => {} };
	const context = { sendMessageToUI: (message: string) => messages.push(message) };
	const line = new ProgressLine(context as unknown as IExecuteFunctions, clock);
	const progress = new PollProgress(line, total);
	return {
		messages,
		seen: (seconds: number, taskId: string, state: Task['state'], percent?: number) => {
			now = seconds * 1000;
			progress.polled({
				taskId,
				state,
				status: state === 'running' ? 'TASK_STATUS_PROCESSING' : 'TASK_STATUS_SUCCEED',
				reason: '',
				...(percent === undefined ? {} : { progressPercent: percent }),
				files: [],
				withoutLink: 0,
				otherLists: [],
				response: {},
			});
		},
	};
}

describe('the progress of a wait', () => {
	it('is told of running tasks every five seconds, whichever was looked at', () => {
		const { messages, seen } = progressOf(2);
		seen(0, 'a', 'running', 10);
		seen(1, 'b', 'running', 20);
		seen(4.999, 'a', 'running', 30);
		seen(5, 'b', 'running', 40);
		expect(messages).toEqual([
			'0 of 2 tasks have finished. Task a: TASK_STATUS_PROCESSING, 10 % done',
			'0 of 2 tasks have finished. Task b: TASK_STATUS_PROCESSING, 40 % done',
		]);
	});

	it('is told of each task that has finished, at once', () => {
		const { messages, seen } = progressOf(3);
		seen(0, 'a', 'succeeded', 100);
		seen(0, 'b', 'failed');
		seen(0, 'c', 'running');
		seen(5, 'c', 'running');
		expect(messages).toEqual([
			'1 of 3 tasks have finished. Task a: TASK_STATUS_SUCCEED',
			'2 of 3 tasks have finished. Task b: TASK_STATUS_SUCCEED',
			'2 of 3 tasks have finished. Task c: TASK_STATUS_PROCESSING',
		]);
	});

	it('is nobody’s business where n8n’s context can not tell it', () => {
		const line = new ProgressLine({} as IExecuteFunctions, { now: () => 0, sleep: async () => {} });
		expect(() => line.send('half done', { atOnce: true })).not.toThrow();
	});
});
