import { type Told, tell } from "../../commands/details.ts";
import type { Counted, NewAction } from "../../domain/action.ts";
import type { Problem } from "../../domain/problem.ts";
import type { Result } from "../../domain/result.ts";
import type { SessionStore } from "../store.ts";
import type { ActionTable } from "./action-table.ts";

const MOST_TYPE_CHARACTERS = 60;

const NAVIGATIONS = new Set(["navigate_to", "refresh", "go_back", "go_forward", "open_tab", "scrape"]);
const SCREENSHOTS = new Set(["screenshot", "element_screenshot"]);

/** What came of something that was done. */
export interface Outcome extends Pick<NewAction, "startedAt" | "browserMs"> {
	readonly problem?: Problem | undefined;
	/** What was kept of it. */
	readonly objectId?: string | undefined;
}

/** Writes down what is done in a session. */
export class Actions {
	readonly #store: SessionStore;
	readonly #table: ActionTable;

	constructor(store: SessionStore, table: ActionTable) {
		this.#store = store;
		this.#table = table;
	}

	/** A call that drives the browser, from now until it is done. */
	async during<T>(type: string, asked: object, work: () => Promise<Result<T>>): Promise<Result<T>> {
		const startedAt = Date.now();
		const result = await work();
		const browserMs = Date.now() - startedAt;
		this.note(type, asked, { startedAt, browserMs, problem: result.ok ? undefined : result.problem });
		return result;
	}

	/** Something that has been done just now. */
	note(type: string, asked: unknown, { startedAt, browserMs, problem, objectId }: Outcome): void {
		// A session that is forgotten leaves nothing.
		if (this.#store.session === undefined) return;
		const { details, censor }: Told = tell(asked, type);
		this.#table.insert({
			// A command that does not exist is called what its caller calls it.
			type: type.slice(0, MOST_TYPE_CHARACTERS),
			startedAt,
			durationMs: Date.now() - startedAt,
			browserMs,
			success: problem === undefined,
			details: objectId === undefined ? details : { ...details, artifact: objectId },
			counted: problem === undefined ? countedAs(type, asked) : [],
			...(problem && { error: { code: problem.code, message: censor(problem.message) } }),
		});
	}
}

function countedAs(type: string, asked: unknown): readonly Counted[] {
	const counted: Counted[] = [];
	if (NAVIGATIONS.has(type)) counted.push("navigation");
	const isPictured = typeof asked === "object" && asked !== null && "screenshot" in asked;
	if (SCREENSHOTS.has(type) || (type === "scrape" && isPictured)) counted.push("screenshot");
	return counted;
}
