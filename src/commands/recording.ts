import type { ConsoleMessage, HTTPRequest, Page } from "@cloudflare/puppeteer";
import { Ring } from "./ring.ts";

const MOST_ENTRIES = 1_000;
const MOST_CHARACTERS = 2_000;

export interface ConsoleEntry {
	readonly level: string;
	readonly text: string;
	/** Epoch milliseconds. */
	readonly timestamp: number;
	readonly url?: string;
	readonly line?: number;
}

export interface NetworkEntry {
	readonly url: string;
	readonly method: string;
	readonly resource_type: string;
	readonly timestamp: number;
	status?: number;
	mime_type?: string;
	/** As the server says. */
	size?: number;
	duration_ms?: number;
	/** Why it failed. */
	failure?: string;
}

/** What the pages logged and requested since the first command, the latest thousand of each. */
export class Recording {
	readonly console = new Ring<ConsoleEntry>(MOST_ENTRIES);
	readonly network = new Ring<NetworkEntry>(MOST_ENTRIES);
	readonly #underWay = new WeakMap<HTTPRequest, NetworkEntry>();

	follow(page: Page): void {
		page.on("console", (message) => this.#logged(message));
		page.on("pageerror", (error) => {
			this.console.add({
				level: "error",
				text: cut(error.message),
				timestamp: Date.now(),
				url: cut(page.url()),
			});
		});
		page.on("request", (request) => this.#requested(request));
		page.on("requestfinished", (request) => this.#ended(request));
		page.on("requestfailed", (request) => this.#ended(request, request.failure()?.errorText ?? "failed"));
	}

	#logged(message: ConsoleMessage): void {
		const { url, lineNumber } = message.location();
		this.console.add({
			level: message.type(),
			text: cut(message.text()),
			timestamp: Date.now(),
			...(url !== undefined && { url: cut(url) }),
			...(lineNumber !== undefined && { line: lineNumber + 1 }),
		});
	}

	#requested(request: HTTPRequest): void {
		const entry: NetworkEntry = {
			url: cut(request.url()),
			method: request.method(),
			resource_type: request.resourceType(),
			timestamp: Date.now(),
		};
		this.#underWay.set(request, entry);
		this.network.add(entry);
	}

	#ended(request: HTTPRequest, failure?: string): void {
		const entry = this.#underWay.get(request);
		if (entry === undefined) return;
		entry.duration_ms = Date.now() - entry.timestamp;
		const response = request.response();
		if (response !== null) {
			entry.status = response.status();
			const headers = response.headers();
			const size = Number(headers["content-length"]);
			if (Number.isFinite(size)) entry.size = size;
			if (headers["content-type"] !== undefined) entry.mime_type = cut(headers["content-type"]);
		}
		if (failure !== undefined) entry.failure = failure;
	}
}

const cut = (text: string): string =>
	text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
