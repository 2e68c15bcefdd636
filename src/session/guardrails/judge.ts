import type { AllowedHosts } from "../../domain/guardrails.ts";
import { isLocalPage } from "../../domain/local-page.ts";
import { isRecord, parseJson } from "../../lib/json.ts";
import { CDP_ERROR, replyError, replyTo } from "../relay/command-message.ts";
import { fulfilment } from "../link/request-gate.ts";
import { allowsBackgroundFetch } from "./background-fetch.ts";
import { refusalOfRequest } from "./refusal-of-request.ts";

/** Domains whose commands bring things into the browser that make requests of their own, or open its ports. */
const REFUSED_DOMAINS: ReadonlySet<string> = new Set(["Cast", "Extensions", "PWA", "Tethering"]);

const REFUSED_METHODS: ReadonlySet<string> = new Set([
	// Berth answers it itself, where it is recognised. Closed in order, the browser lets go of its guardrails first.
	"Browser.close",
	// Opens windows of the browser's own.
	"Browser.executeBrowserCommand",
	"Target.openDevTools",
	// A request that no interception sees.
	"Network.loadNetworkResource",
	// Gives a page, or connections to it, what clients have.
	"Target.exposeDevToolsProtocol",
	"Target.setRemoteLocations",
]);

const PROXY_OPTIONS = ["proxyServer", "proxyBypassList"];

/** What becomes of a client's message: it goes on, or is answered here. */
export interface Verdict {
	readonly kind: "passed" | "answered";
	readonly text: string;
	/** The method that does not go on as it was. */
	readonly refused?: string | undefined;
}

/**
 * Looks at a message for the browser of a session with guardrails. It goes on as it was understood here, so that the
 * browser reads nothing else in it: in one that has a name twice, for instance.
 */
export function judge(text: string, hosts: AllowedHosts): Verdict {
	const message = parseJson(text);
	if (!isRecord(message) || typeof message["method"] !== "string") return notACommand;
	const { method, params } = message;
	if (isRefused(method, params)) return refusalOf(message, method);
	if (!isRecord(params)) return passed(message);
	if (method === "Fetch.continueRequest" && !mayGoTo(params["url"], hosts)) {
		// It could go out behind the guardrails' own interception, and is not to wait for another answer.
		const { requestId, url } = params;
		const answer = { requestId, ...fulfilment(refusalOfRequest(String(url))) };
		return passed({ ...message, method: "Fetch.fulfillRequest", params: answer }, method);
	}
	// Clients that do not know flat sessions send their commands inside of another.
	if (method !== "Target.sendMessageToTarget") return passed(message);
	const inner = judge(String(params["message"]), hosts);
	return inner.kind === "passed"
		? passed({ ...message, params: { ...params, message: inner.text } }, inner.refused)
		: refusalOf(message, inner.refused ?? method);
}

const passed = (message: object, refused?: string): Verdict => ({
	kind: "passed",
	text: JSON.stringify(message),
	refused,
});

const mayGoTo = (url: unknown, hosts: AllowedHosts): boolean => typeof url !== "string" || hosts.permits(url);

function refusalOf({ id, sessionId }: Record<string, unknown>, method: string): Verdict {
	const command = {
		id: typeof id === "number" ? id : 0,
		sessionId: typeof sessionId === "string" ? sessionId : undefined,
	};
	const why = `${method.slice(0, 200)}: this session's guardrails refuse it.`;
	return {
		kind: "answered",
		text: replyTo(command, replyError(CDP_ERROR.serverError, why)),
		refused: method,
	};
}

const notACommand: Verdict = {
	kind: "answered",
	text: JSON.stringify({
		error: { code: CDP_ERROR.parseError, message: "This session's guardrails take commands in JSON only." },
	}),
};

function isRefused(method: string, params: unknown): boolean {
	const [domain = ""] = method.split(".", 1);
	if (REFUSED_METHODS.has(method) || REFUSED_DOMAINS.has(domain) || allowsBackgroundFetch(method, params))
		return true;
	if (!isRecord(params)) return false;
	const { url } = params;
	switch (method) {
		case "Target.createBrowserContext":
			return PROXY_OPTIONS.some((option) => option in params);
		case "Page.navigate":
		case "Target.createTarget":
			return typeof url === "string" && isLocalPage(url);
		default:
			return false;
	}
}
