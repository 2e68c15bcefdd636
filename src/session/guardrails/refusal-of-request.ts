import type { GivenAnswer } from "../link/request-gate.ts";

/** What a request to another host is answered with: the hosted service's own answer. */
export function refusalOfRequest(url: string): GivenAnswer {
	const host = URL.canParse(url) ? new URL(url).host || new URL(url).protocol : "it";
	return {
		status: 403,
		headers: [
			{ name: "cf-mitigated", value: "guardrails" },
			{ name: "cf-brapi-guardrails-reason", value: "not-in-allowlist" },
			{ name: "content-type", value: "text/plain; charset=utf-8" },
			{ name: "cache-control", value: "no-store" },
		],
		body: `403: this session's guardrails do not allow ${host}.`,
	};
}
