import type { ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { type Pages, startPages } from "./pages.ts";

export const MODEL_KEY = "sk-key-of-the-scripted-model";

/** What a model was asked, as its messages' texts one after another, and the whole body as text. */
export interface Asked {
	readonly said: string;
	readonly body: string;
	readonly authorization: string;
}

/** What it says, the status and headers that it fails with, or what it does with the connection. */
export type Said =
	| string
	| { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
	| ((response: ServerResponse) => void);

interface ChatBody {
	readonly messages: readonly { readonly content: string | readonly { readonly text: string }[] }[];
}

/** An endpoint like OpenAI's on loopback, that says what the test at work has it say. */
export class ScriptedModel {
	/** What it answers a question with. */
	answer: (asked: Asked) => Said = () => "{}";
	readonly asked: Asked[] = [];
	#pages: Pages | undefined;

	static async start(): Promise<ScriptedModel> {
		const model = new ScriptedModel();
		model.#pages = await startPages({
			"/v1/chat/completions": async (request, response) => {
				// What the Worker sends.
				const body = (await json(request)) as ChatBody;
				const said = body.messages
					.flatMap(({ content }) => (typeof content === "string" ? content : content.map(({ text }) => text)))
					.join("\n\n");
				const { authorization = "" } = request.headers;
				const asked = { said, body: JSON.stringify(body), authorization };
				model.asked.push(asked);
				const answer = model.answer(asked);
				if (typeof answer === "function") return answer(response);
				const head = { "content-type": "application/json" };
				if (typeof answer !== "string") {
					response.writeHead(answer.status, { ...head, ...answer.headers });
					response.end(JSON.stringify({ error: { message: said, code: "scripted" } }));
					return;
				}
				const message = { role: "assistant", content: answer };
				response.writeHead(200, head);
				response.end(JSON.stringify({ id: "1", choices: [{ index: 0, message, finish_reason: "stop" }] }));
			},
		});
		return model;
	}

	/** The variables of a Berth that asks it. */
	get vars(): Readonly<Record<string, string>> {
		return {
			MODEL_PROVIDER: "openai-compatible",
			MODEL_NAME: "scripted",
			MODEL_BASE_URL: `${this.#pages?.url}/v1`,
			MODEL_API_KEY: MODEL_KEY,
			ALLOW_PRIVATE_MODEL: "true",
			MODEL_INPUT_CHARS: "5000",
		};
	}

	async stop(): Promise<void> {
		await this.#pages?.stop();
	}
}
