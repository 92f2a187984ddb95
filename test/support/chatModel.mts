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
	tools: z.array(z.object({ function: Tool })).default([]),
	messages: z.array(z.object({ role: z.string(), content: z.unknown() })),
});

export async function startChatModel(): Promise<ChatModel> {
	let script: Turn[] = [];
	let questions: Question[] = [];
	const app = express();
	app.use(express.json({ limit: '50mb' }));
	app.post('/v1/chat/completions', (request, response) => {
		const { tools, messages } = ChatRequest.parse(request.body);
		const question = {
			tools: tools.map((tool) => tool.function),
			toolResults: messages
				.filter(({ role }) => role === 'tool')
				.map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content))),
		};
		const turn = script[questions.length];
		questions.push(question);
		if (turn) response.json(completion(turn(question), questions.length));
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

function completion(reply: ToolCall | string, number: number): object {
	const message =
		typeof reply === 'string'
			? { role: 'assistant', content: reply }
			: {
					role: 'assistant',
					content: null,
					tool_calls: [
						{
							id: `call_${number}`,
							type: 'function',
							function: { name: reply.tool, arguments: JSON.stringify(reply.arguments) },
						},
					],
				};
	return {
		id: `chatcmpl-${number}`,
		object: 'chat.completion',
		created: Math.floor(Date.now() / 1000),
		model: 'scripted',
		choices: [
			{ index: 0, message, finish_reason: typeof reply === 'string' ? 'stop' : 'tool_calls' },
		],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}
