import { readText } from "../../lib/bounded-text.ts";
import { isRecord, parseJson } from "../../lib/json.ts";

/** A server that takes longer to say what it is counts as an endpoint. */
const PATIENCE_MS = 2_000;
const REMEMBERED_MS = 5_000;
const MOST_REMEMBERED = 100;
const MOST_BYTES = 64 * 1024;

/** What listens at a port: a DevTools endpoint, another server, or nobody. */
export type PortKind = "devtools" | "other" | "nobody";

interface Finding {
	readonly until: number;
	readonly kind: Promise<PortKind>;
}

/** Which ports of the machine are DevTools endpoints: those of any Chrome, and of JavaScript runtimes. */
export class DevtoolsPorts {
	readonly #network: Pick<Fetcher, "fetch">;
	readonly #findings = new Map<string, Finding>();

	constructor(network: Pick<Fetcher, "fetch">) {
		this.#network = network;
	}

	/** Whether the port of a URL is one. */
	async has(url: URL): Promise<boolean> {
		return (await this.kindAt(url)) === "devtools";
	}

	/** Asks the port of a URL what it is, unless that was done a moment ago. */
	kindAt({ protocol, hostname, port }: URL): Promise<PortKind> {
		// No DevTools endpoint speaks TLS.
		if (protocol !== "http:") return Promise.resolve("other");
		const host = hostname.startsWith("[") || /^[\d.]+$/.test(hostname) ? hostname : "localhost";
		const origin = `http://${host}:${port || "80"}`;
		const known = this.#findings.get(origin);
		if (known !== undefined && known.until > Date.now()) return known.kind;
		if (this.#findings.size >= MOST_REMEMBERED) this.#findings.clear();
		const kind = this.#ask(origin);
		this.#findings.set(origin, { until: Date.now() + REMEMBERED_MS, kind });
		return kind;
	}

	async #ask(origin: string): Promise<PortKind> {
		try {
			const signal = AbortSignal.timeout(PATIENCE_MS);
			const answer = await this.#network.fetch(`${origin}/json/version`, { redirect: "manual", signal });
			const said = parseJson((await readText(answer.body, MOST_BYTES)) ?? "");
			const isDevtools = isRecord(said) && ("Protocol-Version" in said || "webSocketDebuggerUrl" in said);
			return isDevtools ? "devtools" : "other";
		} catch (fault) {
			// Where nobody listens the page will find nobody either. A Chrome may start there in a moment.
			this.#findings.delete(origin);
			return fault instanceof Error && fault.name === "TimeoutError" ? "devtools" : "nobody";
		}
	}
}
