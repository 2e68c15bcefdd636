import type { GuardrailsDetail, NewEntry } from "../../domain/entry.ts";
import { shownUrl } from "../../lib/redact.ts";

/** A page that asks for thousands must not push everything else out of the session's log. */
const MOST_A_MINUTE = 200;
const MINUTE_MS = 60_000;
const LONGEST_METHOD = 200;

/** Writes down what guardrails, or others that stand by them, have refused. */
export class Refusals {
	readonly #note: (entry: NewEntry) => void;
	readonly #by: string;
	#minuteStart = 0;
	#count = 0;

	/** `by` is who refuses. */
	constructor(note: (entry: NewEntry) => void, by = "guardrails") {
		this.#note = note;
		this.#by = by;
	}

	/** A request that was answered in the place of its server, or a socket that was not opened. */
	request(url: string, type: string, method?: string): void {
		const shown = shownUrl(url);
		const text = `refused by ${this.#by}: ${method ?? type} ${shown}`;
		this.#tell(text, { event: "refused", url: shown, type, ...(method !== undefined && { method }) });
	}

	/** A target that was closed, because it had opened a socket all the same. */
	closed(url: string, type: string, targetId: string): void {
		const shown = shownUrl(url);
		this.#tell(`closed by ${this.#by}: ${type} ${shown}`, { event: "closed", url: shown, type }, targetId);
	}

	/** A tab that was closed, because it was one of the browser's own. */
	page(url: string, targetId: string): void {
		const shown = shownUrl(url);
		this.#tell(
			`closed by ${this.#by}: ${shown}`,
			{ event: "closed", url: shown, type: "Document" },
			targetId,
		);
	}

	/** A client's command that the browser was not handed. */
	command(method: string): void {
		const shown = method.slice(0, LONGEST_METHOD);
		this.#tell(`refused by ${this.#by}: ${shown}`, { event: "command", method: shown });
	}

	#tell(text: string, detail: GuardrailsDetail, targetId?: string): void {
		const time = Date.now();
		if (time > this.#minuteStart + MINUTE_MS) {
			this.#minuteStart = time;
			this.#count = 0;
		}
		this.#count += 1;
		if (this.#count > MOST_A_MINUTE) return;
		this.#note({ time, kind: "guardrails", level: "warning", text, targetId, detail });
		if (this.#count < MOST_A_MINUTE) return;
		const rest = `${MOST_A_MINUTE} refusals by ${this.#by} within a minute: what else is refused in it is left out.`;
		this.#note({ time, kind: "guardrails", level: "warning", text: rest, detail: { event: "omitted" } });
	}
}
