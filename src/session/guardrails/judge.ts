import type { AllowedHosts } from "../../domain/guardrails.ts";
import { isLocalPage } from "../../domain/local-page.ts";
import { isRecord } from "../../lib/json.ts";
import { isMachineCommand } from "../fence/machine-commands.ts";
import { judgeBy, type Ruling, type Verdict } from "../fence/verdict.ts";
import { fulfilment } from "../link/request-gate.ts";
import { allowsBackgroundFetch } from "./background-fetch.ts";
import { refusalOfRequest } from "./refusal-of-request.ts";

const PROXY_OPTIONS = ["proxyServer", "proxyBypassList"];

/** Looks at a message for the browser of a session with guardrails. */
export const judge = (text: string, hosts: AllowedHosts): Verdict =>
	judgeBy(
		{
			why: "this session's guardrails refuse it.",
			rule: (method, params) => rulingOn(method, params, hosts),
		},
		text,
	);

function rulingOn(method: string, params: unknown, hosts: AllowedHosts): Ruling {
	if (isRefused(method, params)) return "refused";
	if (method !== "Fetch.continueRequest" || !isRecord(params) || mayGoTo(params["url"], hosts))
		return "passed";
	// It could go out behind the guardrails' own interception, and is not to wait for another answer.
	const { requestId, url } = params;
	return {
		method: "Fetch.fulfillRequest",
		params: { requestId, ...fulfilment(refusalOfRequest(String(url))) },
	};
}

const mayGoTo = (url: unknown, hosts: AllowedHosts): boolean => typeof url !== "string" || hosts.permits(url);

function isRefused(method: string, params: unknown): boolean {
	// Berth answers it itself, where it is recognised. Closed in order, the browser lets go of its guardrails first.
	if (method === "Browser.close") return true;
	if (isMachineCommand(method) || allowsBackgroundFetch(method, params)) return true;
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
