import { env } from "cloudflare:workers";
import { afterAll, beforeAll, beforeEach } from "vitest";
import type { BatchReport, CommandRequest, StepReport } from "../../../src/commands/runner.ts";
import { type Answering, serveSites } from "./site.ts";
import { createSession, deleteSession } from "../berth.ts";

/** A session whose commands the tests of one file run, each in a tab of its own. */
export class Driven {
	#sessionId = "";

	/** `answering` answers the requests for sites under `*.test`. */
	constructor(answering?: Answering) {
		beforeAll(async () => {
			const { sessionId, webSocketDebuggerUrl } = await createSession();
			this.#sessionId = sessionId;
			if (answering !== undefined) await serveSites(webSocketDebuggerUrl, answering);
		});
		beforeEach(async () => {
			// Unless a test broke what was there, its tab goes, so that the next starts afresh.
			await this.one("tabs_new");
		});
		afterAll(() => deleteSession(this.#sessionId));
	}

	get sessionId(): string {
		return this.#sessionId;
	}

	/** Runs commands as one batch. */
	async run(...commands: readonly (readonly [string, object?])[]): Promise<BatchReport> {
		const requests: CommandRequest[] = commands.map(([command, data]) => ({ command, data }));
		const answer = await env.SESSION.getByName(this.#sessionId).run(requests);
		if (!answer.ok) throw new Error(`${answer.problem.code}: ${answer.problem.message}`);
		return answer.value;
	}

	/** The report of one command. */
	async one(command: string, data: object = {}): Promise<StepReport> {
		const [step] = (await this.run([command, data])).results;
		if (step === undefined) throw new Error("no report");
		return step;
	}

	/** What one command gives back; throws when it fails. */
	async get(command: string, data: object = {}): Promise<unknown> {
		const step = await this.one(command, data);
		if (step.problem !== undefined)
			throw new Error(`${command}: ${step.problem.code}: ${step.problem.message}`);
		return step.data;
	}

	/** Why one command fails. */
	async failure(command: string, data: object = {}): Promise<{ code: string; message: string } | undefined> {
		return (await this.one(command, data)).problem;
	}

	/** Shows a page. */
	async show(html: string): Promise<void> {
		await this.get("navigate_to", { url: `data:text/html;charset=utf-8,${encodeURIComponent(html)}` });
	}

	/** The value of an expression in the page. */
	async value(expression: string): Promise<unknown> {
		const { result } = (await this.get("evaluate", { expression })) as { result: { value: unknown } };
		return result.value;
	}
}
