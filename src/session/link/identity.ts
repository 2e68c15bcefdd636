import { z } from "zod";
import type { CdpClient } from "../../browser/cdp.ts";
import { type Disguise, disguiseFor } from "../../browser/identity/disguise.ts";
import { identifyingHeaders } from "../../browser/identity/headers.ts";
import type { IdentityOptions } from "../../domain/session.ts";
import { ok, type Result } from "../../domain/result.ts";
import type { Header, PausedRequest, RequestGuard, RequestPattern } from "./request-gate.ts";
import type { AttachedTarget, TargetWatcher } from "./target-tree.ts";

const version = z.object({ userAgent: z.string(), product: z.string() });
/**
 * Documents, and the scripts of workers that belong to several pages: what the browser asks for before it says that there
 * is a target.
 */
const EARLY_REQUESTS: readonly RequestPattern[] = [
	{ resourceType: "Document", requestStage: "Request" },
	{ resourceType: "Other", requestStage: "Request" },
];

/** Has the browser present itself as the session asked for, in every tab, frame and worker from its first request. */
export class Identity implements TargetWatcher, RequestGuard {
	readonly patterns = EARLY_REQUESTS;
	readonly takesHold = true;
	readonly keepsServiceWorkers = true;
	readonly #options: IdentityOptions;
	#disguise: Disguise | undefined;

	constructor(options: IdentityOptions) {
		this.#options = options;
	}

	async start(cdp: CdpClient): Promise<Result<void>> {
		const own = await cdp.ask(version, "Browser.getVersion");
		if (!own.ok) return own;
		this.#disguise = disguiseFor(this.#options, own.value);
		return ok(undefined);
	}

	attached({ type, post }: AttachedTarget): void {
		if (this.#disguise === undefined) return;
		const { override, source } = this.#disguise;
		if (type === "page" || type === "iframe") {
			post("Emulation.setUserAgentOverride", override);
			post("Page.enable");
			post("Page.addScriptToEvaluateOnNewDocument", { source, runImmediately: true });
		} else {
			post("Network.setUserAgentOverride", override);
			// A worker that waits to begin can be spoken to already.
			post("Runtime.evaluate", { expression: source });
		}
	}

	/** A request that has escaped the override gets its headers here. */
	headersFor({ request }: PausedRequest): readonly Header[] | undefined {
		return this.#disguise && corrected(request.headers, this.#disguise);
	}
}

/** The headers as they should be; `undefined` when they are. */
function corrected(headers: Readonly<Record<string, string>>, { override }: Disguise) {
	const right = identifyingHeaders(override);
	const given = Object.entries(headers).map(([name, value]) => ({ name, value }));
	const told = given
		.filter(({ name }) => override.userAgentMetadata !== undefined || !isHint(name))
		.map(({ name, value }) => ({ name, value: right[name.toLowerCase()] ?? value }));
	// The network service adds one only where there is none, and after this.
	if (!told.some(({ name }) => isUserAgent(name)))
		told.push({ name: "User-Agent", value: override.userAgent });
	const isRight = told.length === given.length && told.every(({ value }, at) => value === given[at]?.value);
	return isRight ? undefined : told;
}

const isUserAgent = (name: string): boolean => /^user-agent$/i.test(name);
const isHint = (name: string): boolean => /^sec-ch-ua/i.test(name);
