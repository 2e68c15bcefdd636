import { isLocalPage } from "../../domain/guardrails.ts";
import { isRecord, parseJson } from "../../lib/json.ts";
import { CDP_ERROR, replyError, replyTo } from "../command-message.ts";

/** Domains whose commands bring things into the browser that make requests of their own, or open its ports. */
const REFUSED_DOMAINS: ReadonlySet<string> = new Set(["Cast", "Extensions", "PWA", "Tethering"]);

const REFUSED_METHODS: ReadonlySet<string> = new Set([
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
export type Verdict =
	| { readonly kind: "passed"; readonly text: string }
	| {
			readonly kind: "answered";
			readonly text: string;
			/** The method that is refused; absent for what is no command at all. */
			readonly method?: string;
	  };

/**
 * Looks at a message for the browser of a session with guardrails. It goes on as it was understood here, so that the
 * browser reads nothing else in it: in one that has a name twice, for instance.
 */
export function judge(text: string): Verdict {
	const message = parseJson(text);
	if (!isRecord(message) || typeof message["method"] !== "string") return notACommand;
	const { method, params } = message;
	if (isRefused(method, params)) return refusalOf(message, method);
	// Clients that do not know flat sessions send their commands inside of another.
	if (method !== "Target.sendMessageToTarget" || !isRecord(params)) return passed(message);
	const inner = judge(String(params["message"]));
	return inner.kind === "passed"
		? passed({ ...message, params: { ...params, message: inner.text } })
		: refusalOf(message, inner.method ?? method);
}

const passed = (message: object): Verdict => ({ kind: "passed", text: JSON.stringify(message) });

function refusalOf({ id, sessionId }: Record<string, unknown>, method: string): Verdict {
	const command = {
		id: typeof id === "number" ? id : 0,
		sessionId: typeof sessionId === "string" ? sessionId : undefined,
	};
	const why = `${method.slice(0, 200)}: this session's guardrails refuse it.`;
	return { kind: "answered", text: replyTo(command, replyError(CDP_ERROR.serverError, why)), method };
}

const notACommand: Verdict = {
	kind: "answered",
	text: JSON.stringify({
		error: { code: CDP_ERROR.parseError, message: "This session's guardrails take commands in JSON only." },
	}),
};

function isRefused(method: string, params: unknown): boolean {
	const [domain = ""] = method.split(".", 1);
	if (REFUSED_METHODS.has(method) || REFUSED_DOMAINS.has(domain)) return true;
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
