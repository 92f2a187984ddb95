import express from 'express';
import { listen } from '../../sandbox/listen.mts';

/** A tool as the model gets to know it. */
interface OfferedTool {
	name: string;
	description: string;
	/** JSON Schema of its input. */
	parameters: {
		properties: Record<string, { type: string; description?: string }>;
		required?: string[];
	};
}

/** One request to the model. */
interface Question {
	tools: OfferedTool[];
	/** What the tools called so far gave, oldest first, as the model gets to read it. */
	toolResults: string[];
}

interface ToolCall {
	tool: string;
	arguments: Record<string, unknown>;
}

/** What the model does when it is asked: it calls a tool, or answers and is done. */
export type Turn = (question: Question) => ToolCall | string;

interface ChatRequest {
	stream?: boolean;
	tools?: Array<{ function: OfferedTool }>;
	messages: Array<{ role: string; content: unknown }>;
}

export type ChatModel = Awaited<ReturnType<typeof startChatModel>>;

/** Stands for a chat model of OpenAI's: does what a script says, and notes what it is asked. */
export async function startChatModel() {
	let script: Turn[] = [];
	let questions: Question[] = [];
	const app = express();
	app.use(express.json({ limit: '50mb' }));
	app.post('/v1/chat/completions', (request, response) => {
		const { stream, tools = [], messages } = request.body as ChatRequest;
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
		/** Since the script began. */
		get questions(): readonly Question[] {
			return questions;
		},
		/** Begins a script, with one turn per request. */
		play: (...turns: Turn[]): void => {
			script = turns;
			questions = [];
		},
		close,
	};
}

function messageOf(reply: ToolCall | string, number: number): object {
	if (typeof reply === 'string') return { role: 'assistant', content: reply };
	const called = { name: reply.tool, arguments: JSON.stringify(reply.arguments) };
	const call = { index: 0, id: `call_${number}`, type: 'function', function: called };
	return { role: 'assistant', content: null, tool_calls: [call] };
}

function completion(reply: ToolCall | string, number: number) {
	const finish_reason = typeof reply === 'string' ? 'stop' : 'tool_calls';
	return {
		id: `chatcmpl-${number}`,
		created: Math.floor(Date.now() / 1000),
		model: 'scripted',
		object: 'chat.completion',
		choices: [{ index: 0, message: messageOf(reply, number), finish_reason }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

/** The same as older agents want it: as a stream of events, here of one that has all of it. */
function streamed(reply: ToolCall | string, number: number): string {
	const { choices, usage: _, ...head } = completion(reply, number);
	const deltas = choices.flatMap(({ message, finish_reason }) => [
		{ index: 0, delta: message, finish_reason: null },
		{ index: 0, delta: {}, finish_reason },
	]);
	const chunks = deltas.map((delta) =>
		JSON.stringify({ ...head, object: 'chat.completion.chunk', choices: [delta] }),
	);
	return [...chunks, '[DONE]'].map((data) => `data: ${data}\n\n`).join('');
}
