import express from 'express';
import { z } from 'zod';
import { listen } from '../../sandbox/listen.mts';

/** A tool as the model gets to know it. */
export interface OfferedTool {
	name: string;
	description: string;
	/** JSON Schema of its input. */
	parameters: {
		properties: Record<string, { type: string; description?: string }>;
		required?: string[];
	};
}

/** One request to the model. */
export interface Question {
	tools: OfferedTool[];
	/** What the tools called so far gave, oldest first, as the model gets to read it. */
	toolResults: string[];
}

export interface ToolCall {
	tool: string;
	arguments: Record<string, unknown>;
}

/** What the model does when it is asked: it calls a tool, or answers and is done. */
export type Turn = (question: Question) => ToolCall | string;

/** Stands for a chat model of OpenAI's: does what a script says, and notes what it is asked. */
export interface ChatModel {
	/** Base URL for the credential. */
	url: string;
	/** Since the script began. */
	questions: readonly Question[];
	/** Begins a script, with one turn per request. */
	play(...script: Turn[]): void;
	close(): Promise<void>;
}

const Tool = z.object({
	name: z.string(),
	description: z.string(),
	parameters: z.object({
		properties: z.record(z.object({ type: z.string(), description: z.string().optional() })),
		required: z.array(z.string()).optional(),
	}),
});

const ChatRequest = z.object({
	stream: z.boolean().nullish(),
	tools: z.array(z.object({ function: Tool })).default([]),
	messages: z.array(z.object({ role: z.string(), content: z.unknown() })),
});

export async function startChatModel(): Promise<ChatModel> {
	let script: Turn[] = [];
	let questions: Question[] = [];
	const app = express();
	app.use(express.json({ limit: '50mb' }));
	app.post('/v1/chat/completions', (request, response) => {
		const { stream, tools, messages } = ChatRequest.parse(request.body);
		const question = {
			tools: tools.map((tool) => tool.function),
			toolResults: messages
				.filter(({ role }) => role === 'tool')
				.map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content))),
		};
		const turn = script[questions.length];
		questions.push(question);
		if (turn) {
			const reply = turn(question);
			if (stream) response.type('text/event-stream').send(streamed(reply, questions.length));
			else response.json(completion(reply, questions.length));
		}
		// A status that the client of n8n does not try again after.
		else response.status(400).json({ error: { message: 'The script has no further turn' } });
	});
	const { port, close } = await listen(app, 0, '127.0.0.1');
	return {
		url: `http://127.0.0.1:${port}/v1`,
		get questions() {
			return questions;
		},
		play: (...turns) => {
			script = turns;
			questions = [];
		},
		close,
	};
}

const finishReason = (reply: ToolCall | string) =>
	typeof reply === 'string' ? 'stop' : 'tool_calls';

function messageOf(reply: ToolCall | string, number: number): object {
	if (typeof reply === 'string') return { role: 'assistant', content: reply };
	const called = { name: reply.tool, arguments: JSON.stringify(reply.arguments) };
	const call = { index: 0, id: `call_${number}`, type: 'function', function: called };
	return { role: 'assistant', content: null, tool_calls: [call] };
}

const head = (number: number) => ({
	id: `chatcmpl-${number}`,
	created: Math.floor(Date.now() / 1000),
	model: 'scripted',
});

function completion(reply: ToolCall | string, number: number): object {
	const message = messageOf(reply, number);
	return {
		...head(number),
		object: 'chat.completion',
		choices: [{ index: 0, message, finish_reason: finishReason(reply) }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

/** The same as older agents want it: as a stream of events, here of one that has all of it. */
function streamed(reply: ToolCall | string, number: number): string {
	const chunk = (delta: object, finish_reason: string | null) => ({
		...head(number),
		object: 'chat.completion.chunk',
		choices: [{ index: 0, delta, finish_reason }],
	});
	const events = [chunk(messageOf(reply, number), null), chunk({}, finishReason(reply))];
	return [...events.map((event) => JSON.stringify(event)), '[DONE]']
		.map((data) => `data: ${data}\n\n`)
		.join('');
}
