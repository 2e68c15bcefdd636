import { isRecord, parseJson } from "../../lib/json.ts";
import { REDACTED, shownUrl } from "../../lib/redact.ts";
import { redactWhole } from "../../lib/redact-text.ts";
import { isSecretName } from "../../lib/secret-names.ts";
import { isSecretPair } from "../../lib/secret-pairs.ts";
import type { CommandMessage } from "../relay/command-message.ts";
import { shownAttributes } from "./attributes.ts";
import { isReadonlyEvent } from "./events.ts";
import { shownHtml } from "./html.ts";
import { isReadonly } from "./methods.ts";
import { harmlessRequest } from "./requests.ts";

/** Chrome writes the method first. Pictures are most of what there is, and hold nothing to look for. */
const FRAME = '{"method":"Page.screencastFrame",';

/** Of a data URL: it holds what would be a body. */
const MOST_OF_DATA = 100;

/** In CDP all fields with an address are named like this. */
const ADDRESS = /url$|^urlFragment$/i;

/**
 * Fields with texts of the page, in any domain: of elements, accessibility nodes, messages, dialogs and downloads. `text`
 * is not among them: in a style sheet, what looks like a secret is the name of a colour.
 */
const TEXTS = new Set(
	["value", "description", "nodeValue", "characterData", "title", "message"].concat([
		"defaultPrompt",
		"suggestedFilename",
	]),
);

/**
 * What one read-only connection gets to see: the answers to what it may ask, and the events that are on a list, without
 * what looks like a credential in addresses, in what the page says on its console, and in its elements.
 *
 * The browser's own parts of a page are left out: there a password field keeps what was typed. Nodes are numbered one by
 * one, so those numbers could be guessed; a client may name only what it was shown.
 */
export class ReadonlySight {
	readonly #nodes = new Set<number>();

	/** Whether the client may send the command. */
	allows(command: CommandMessage): boolean {
		const { nodeId, backendNodeId } = command.params ?? {};
		if (!isReadonly(command)) return false;
		if (backendNodeId !== undefined && command.method.startsWith("DOM.")) return false;
		return nodeId === undefined || (typeof nodeId === "number" && this.#nodes.has(nodeId));
	}

	/** A message of the browser's as the client is shown it; `undefined` if it is not. */
	shown(data: string | ArrayBuffer): string | undefined {
		if (typeof data !== "string") return undefined;
		if (data.startsWith(FRAME)) return data;
		const message = parseJson(data);
		if (!isRecord(message)) return undefined;
		const { id, method, params, sessionId } = message;
		// Of another target, which it can't have attached to.
		if (sessionId !== undefined) return undefined;
		if (typeof id === "number")
			return this.#written({ id, result: message["result"], error: message["error"] });
		const harmless = typeof method === "string" ? this.#harmless(method, params) : undefined;
		return harmless && this.#written({ method, params: harmless });
	}

	#harmless(method: string, params: unknown): object | undefined {
		if (!isReadonlyEvent(method)) return harmlessRequest(method, params);
		// The numbers of another document may be others' before.
		if (method === "DOM.documentUpdated") this.#nodes.clear();
		if (!isRecord(params)) return {};
		// It does not say of what element; where that is told of anew, it is as it was set.
		if (method === "DOM.attributeModified" && params["name"] === "value") return undefined;
		if (method === "DOM.shadowRootPushed" && !isOfPage(params["root"])) return undefined;
		if (method === "DOM.attributeModified") {
			const { name, value } = params;
			return { ...params, value: shownAttributes([name, value])[1] };
		}
		if (method === "Log.entryAdded") return { ...params, entry: withShownText(params["entry"]) };
		if (method === "Runtime.exceptionThrown")
			return { ...params, exceptionDetails: withShownText(params["exceptionDetails"]) };
		return params;
	}

	#written(message: object): string {
		return JSON.stringify(message, (key, value: unknown) => {
			// Those of the accessibility tree are texts, and count something else.
			if (key === "nodeId" && typeof value === "number") this.#nodes.add(value);
			if (Array.isArray(value)) return this.#list(key, value);
			if (isRecord(value)) return isSecretField(value) ? { ...value, value: REDACTED } : value;
			if (typeof value !== "string") return value;
			if (key === "outerHTML") return shownHtml(value);
			if (TEXTS.has(key)) return redactWhole(value);
			return ADDRESS.test(key) ? shownUrl(value, MOST_OF_DATA) : value;
		});
	}

	#list(key: string, items: readonly unknown[]): readonly unknown[] {
		if (key === "nodeIds") for (const node of items) this.#nodes.add(Number(node));
		if (key === "attributes") return shownAttributes(items);
		if (key === "args") return items.map((item, index) => withoutLabelled(item, items[index - 1]));
		return key === "shadowRoots" ? items.filter(isOfPage) : items;
	}
}

/** Whether a shadow root is the page's own, and not one of the browser's. */
const isOfPage = (root: unknown): boolean => isRecord(root) && root["shadowRootType"] !== "user-agent";

const withShownText = (message: unknown): unknown =>
	isRecord(message) && typeof message["text"] === "string"
		? { ...message, text: redactWhole(message["text"]) }
		: message;

/** A field of an object that a console shows in short. Names of styles, which have no type, are not meant. */
const isSecretField = ({ name, type, value }: Record<string, unknown>): boolean =>
	typeof name === "string" && typeof type === "string" && typeof value === "string" && isSecretName(name);

/** What a console is given after a label such as "password". */
function withoutLabelled(item: unknown, label: unknown): unknown {
	if (!isRecord(item) || !isRecord(label) || typeof label["value"] !== "string") return item;
	return typeof item["value"] === "string" && isSecretPair(label["value"], item["value"])
		? { ...item, value: REDACTED }
		: item;
}
