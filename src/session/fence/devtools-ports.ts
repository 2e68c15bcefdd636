import { readText } from "../../lib/bounded-text.ts";
import { isRecord, parseJson } from "../../lib/json.ts";

/** A server that takes longer to say what it is counts as an endpoint. */
const PATIENCE_MS = 2_000;
const REMEMBERED_MS = 5_000;
const MOST_REMEMBERED = 100;
const MOST_BYTES = 64 * 1024;

interface Finding {
	readonly until: number;
	readonly isDevtools: Promise<boolean>;
}

/** Which ports of the machine are DevTools endpoints: those of any Chrome, and of JavaScript runtimes. */
export class DevtoolsPorts {
	readonly #network: Pick<Fetcher, "fetch">;
	readonly #findings = new Map<string, Finding>();

	constructor(network: Pick<Fetcher, "fetch">) {
		this.#network = network;
	}

	/** Asks the port of a URL what it is, unless that was done a moment ago. */
	has({ protocol, hostname, port }: URL): Promise<boolean> {
		// None of them speaks TLS.
		if (protocol !== "http:") return Promise.resolve(false);
		const host = hostname.startsWith("[") || /^[\d.]+$/.test(hostname) ? hostname : "localhost";
		const origin = `http://${host}:${port || "80"}`;
		const known = this.#findings.get(origin);
		if (known !== undefined && known.until > Date.now()) return known.isDevtools;
		if (this.#findings.size >= MOST_REMEMBERED) this.#findings.clear();
		const isDevtools = this.#ask(origin);
		this.#findings.set(origin, { until: Date.now() + REMEMBERED_MS, isDevtools });
		return isDevtools;
	}

	async #ask(origin: string): Promise<boolean> {
		try {
			const signal = AbortSignal.timeout(PATIENCE_MS);
			const answer = await this.#network.fetch(`${origin}/json/version`, { redirect: "manual", signal });
			const said = parseJson((await readText(answer.body, MOST_BYTES)) ?? "");
			return isRecord(said) && ("Protocol-Version" in said || "webSocketDebuggerUrl" in said);
		} catch (fault) {
			// Where nobody listens the page will find nobody either. A Chrome may start there in a moment.
			this.#findings.delete(origin);
			return fault instanceof Error && fault.name === "TimeoutError";
		}
	}
}
