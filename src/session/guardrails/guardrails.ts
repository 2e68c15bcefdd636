import { z } from "zod";
import type { CdpClient, CdpEvent } from "../../browser/cdp.ts";
import { AllowedHosts } from "../../domain/guardrails.ts";
import { isLocalPage } from "../../domain/local-page.ts";
import { ok, type Result } from "../../domain/result.ts";
import type { GivenAnswer, PausedRequest, RequestGuard, RequestPattern } from "../link/request-gate.ts";
import type { AttachedTarget, TargetWatcher } from "../link/target-tree.ts";
import { denialIn } from "./background-fetch.ts";
import credentialsScript from "./page/credentials.page.js";
import { networkRules, workerScript } from "./network-rules.ts";
import { refusalOfRequest } from "./refusal-of-request.ts";
import type { Refusals } from "./refusals.ts";

const socketCreated = z.object({ requestId: z.string(), url: z.string() });
const socketSent = z.object({ requestId: z.string() });
const transportCreated = z.object({ transportId: z.string(), url: z.string() });
const transportOpened = z.object({ transportId: z.string() });
const directSocket = z.object({ remoteAddr: z.string().optional() });

const WITHOUT_CREDENTIALS = `(() => {${credentialsScript}\ntakeCredentials();})()`;

export interface GuardrailsParts {
	readonly hosts: readonly string[];
	readonly refusals: Refusals;
	/** Whether what happens in a frame is the session's to know: not in tabs of others, nor in Berth's own. */
	readonly tellsOf: (frameId: string) => boolean;
}

/**
 * Keeps a browser to the hosts that a session may reach: each request of any of its targets is answered here unless its
 * host is on the list, and sockets are refused by rules of the browser's own. A target that has opened one all the same
 * is closed.
 */
export class Guardrails implements TargetWatcher, RequestGuard {
	readonly patterns: readonly RequestPattern[] = [{ requestStage: "Request" }];
	readonly takesHold = true;
	readonly keepsServiceWorkers = true;
	readonly #parts: GuardrailsParts;
	readonly #hosts: AllowedHosts;
	readonly #rules: object;
	readonly #workerScript: string;
	readonly #targets = new Map<string, AttachedTarget>();
	/** Sockets that are not to be, by their target and number. */
	readonly #strangers = new Map<string, string>();
	/** Contexts in which background fetch is denied already. */
	readonly #contexts = new Set<string>();
	#cdp: CdpClient | undefined;

	constructor(parts: GuardrailsParts) {
		this.#parts = parts;
		this.#hosts = new AllowedHosts(parts.hosts);
		this.#rules = networkRules(parts.hosts);
		this.#workerScript = workerScript(parts.hosts);
	}

	async start(cdp: CdpClient): Promise<Result<void>> {
		this.#cdp = cdp;
		this.#contexts.clear();
		cdp.post("Browser.setPermission", denialIn());
		return ok(undefined);
	}

	attached(target: AttachedTarget): void {
		const { type, cdpSession, isNew, post, url, targetId, browserContextId } = target;
		this.#targets.set(cdpSession, target);
		if (browserContextId !== undefined && !this.#contexts.has(browserContextId)) {
			this.#contexts.add(browserContextId);
			this.#cdp?.post("Browser.setPermission", denialIn(browserContextId));
		}
		// A shortcut's new tab, for instance, from where a client would get to the browser's settings.
		if (isNew && type === "page" && isLocalPage(url)) {
			this.#parts.refusals.page(url, targetId);
			this.#cdp?.post("Target.closeTarget", { targetId });
		}
		post("Network.emulateNetworkConditionsByRule", this.#rules);
		post("Network.enable", { maxTotalBufferSize: 0, maxResourceBufferSize: 0 });
		if (type === "page" || type === "iframe")
			post("Page.addScriptToEvaluateOnNewDocument", { source: WITHOUT_CREDENTIALS, runImmediately: true });
		// A worker that waits to begin can be spoken to already.
		if (type.includes("worker")) post("Runtime.evaluate", { expression: this.#workerScript });
		if (!isNew) this.#overtake(target);
	}

	/** What was there before the link asks through connections of its own, which no interception sees. */
	#overtake({ type, targetId, post }: AttachedTarget): void {
		if (type === "shared_worker") {
			this.#cdp?.post("Target.closeTarget", { targetId });
			return;
		}
		// Either of the two gives it new ones, and its workers too.
		post("Fetch.enable", { patterns: [{ urlPattern: "about:nothing" }] });
		post("Fetch.disable");
	}

	detached({ cdpSession }: AttachedTarget): void {
		this.#targets.delete(cdpSession);
		for (const key of this.#strangers.keys())
			if (key.startsWith(`${cdpSession} `)) this.#strangers.delete(key);
	}

	/** A target that no rule of the browser holds for may open sockets anywhere: its tab goes. */
	unwatched(target: AttachedTarget): void {
		this.#cdp?.post("Target.closeTarget", { targetId: this.#tabOf(target).targetId });
	}

	answerFor({ request, frameId, resourceType }: PausedRequest): GivenAnswer | undefined {
		const { url, method } = request;
		if (this.#hosts.permits(url)) return undefined;
		if (this.#parts.tellsOf(frameId)) this.#parts.refusals.request(url, resourceType, method);
		return refusalOfRequest(url);
	}

	event(target: AttachedTarget, { method, params }: CdpEvent): void {
		switch (method) {
			case "Network.webSocketCreated": {
				const { data } = socketCreated.safeParse(params);
				if (data !== undefined) this.#created(target, data.requestId, data.url, "WebSocket");
				break;
			}
			case "Network.webTransportCreated": {
				const { data } = transportCreated.safeParse(params);
				if (data !== undefined) this.#created(target, data.transportId, data.url, "WebTransport");
				break;
			}
			case "Network.webSocketWillSendHandshakeRequest":
				this.#opened(target, socketSent.safeParse(params).data?.requestId, "WebSocket");
				break;
			case "Network.webTransportConnectionEstablished":
				this.#opened(target, transportOpened.safeParse(params).data?.transportId, "WebTransport");
				break;
			case "Network.directTCPSocketCreated":
			case "Network.directUDPSocketCreated": {
				const { remoteAddr = "" } = directSocket.safeParse(params).data ?? {};
				if (!this.#hosts.has(remoteAddr)) this.#close(target, `socket://${remoteAddr}`, "socket");
				break;
			}
			case "Network.webSocketClosed":
				this.#strangers.delete(keyOf(target, socketSent.safeParse(params).data?.requestId));
				break;
			default:
		}
	}

	#created(target: AttachedTarget, id: string, url: string, type: string): void {
		if (this.#hosts.permits(url)) return;
		this.#strangers.set(keyOf(target, id), url);
		if (this.#parts.tellsOf(this.#tabOf(target).targetId)) this.#parts.refusals.request(url, type);
	}

	/** Something of it is on its way: the browser's rules have let it through. */
	#opened(target: AttachedTarget, id: string | undefined, type: string): void {
		const url = this.#strangers.get(keyOf(target, id));
		if (url !== undefined) this.#close(target, url, type);
	}

	#close(target: AttachedTarget, url: string, type: string): void {
		const { targetId } = this.#tabOf(target);
		this.#parts.refusals.closed(url, type, targetId);
		this.#cdp?.post("Target.closeTarget", { targetId });
	}

	/** The tab that a target is in; of a worker for several its own. */
	#tabOf(target: AttachedTarget): AttachedTarget {
		const parent = this.#targets.get(target.parent ?? "");
		return parent === undefined ? target : this.#tabOf(parent);
	}
}

const keyOf = ({ cdpSession }: AttachedTarget, id = ""): string => `${cdpSession} ${id}`;
