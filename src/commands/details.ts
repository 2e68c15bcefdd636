import { plainName } from "../lib/nearest.ts";
import { REDACTED, redactUrl } from "../lib/redact.ts";
import { redactText } from "../lib/redact-text.ts";
import { typesNothing } from "./keys.ts";

const MOST_CHARACTERS = 500;
const MOST_EXPRESSION_CHARACTERS = 200;
const MOST_ENTRIES = 20;
const MOST_DEPTH = 4;
const MOST_JSON_CHARACTERS = 4_000;
/** Of a sentence that is looked through. */
const MOST_SENTENCE_CHARACTERS = 4_000;

/** Stands for a secret; of Unicode's characters for private use. */
const HOLE = "\ue000";

/** Fields whose texts are shown, in any spelling; those of any other may have been typed, or be a secret. */
const SHOWN = new Set(
	["selector", "target_selector", "button", "kind", "format", "state", "wait_until", "attribute", "level"]
		.concat(["name", "domain", "path", "mime_type", "tab_id", "query", "page_ranges", "label", "same_site"])
		.concat(["direction", "width", "height", "top", "right", "bottom", "left"])
		.concat(["priority", "source_scheme"])
		.map(plainName),
);
/** Fields of which nothing is shown, whatever it is. */
const HIDDEN = new Set(["value", "values", "text", "prompt_text", "content", "items"].map(plainName));
const URLS = new Set(["url", "urls", "start_url", "url_contains"].map(plainName));

/** Commands for which a field is neither typed nor a secret, as it is for others. */
const SHOWN_OF: Readonly<Record<string, string>> = {
	wait_for_text: "text",
	get_storage: "key",
	clear_storage: "key",
};

/** What may be told of a request. */
export interface Told {
	readonly details: object;
	/** Takes out of a sentence what was left out of the details. */
	readonly censor: (sentence: string) => string;
}

/** What may be told of what a command, or a call, was asked for with. */
export function tell(data: unknown, command = ""): Told {
	const teller = new Teller(SHOWN_OF[command]);
	const told = teller.tell(data ?? {}, "", false, 0);
	const details = typeof told === "object" && told !== null ? told : {};
	return {
		details: JSON.stringify(details).length > MOST_JSON_CHARACTERS ? { truncated: true } : details,
		censor: (sentence) => teller.censor(sentence),
	};
}

class Teller {
	readonly #secrets: string[] = [];
	readonly #shown: string | undefined;

	constructor(shown: string | undefined) {
		this.#shown = shown;
	}

	tell(value: unknown, name: string, isHidden: boolean, depth: number): unknown {
		const field = plainName(name);
		const isShown = field === this.#shown && !isHidden;
		if (isShown && typeof value === "string") return cut(redactStart(value));
		const hides = isHidden || HIDDEN.has(field);
		if (typeof value === "object" && value !== null) {
			if (depth === MOST_DEPTH) return REDACTED;
			// What stands in a list belongs to the list's own field.
			if (Array.isArray(value))
				return value.slice(0, MOST_ENTRIES).map((each) => this.tell(each, name, hides, depth + 1));
			const entries = Object.entries(value).slice(0, MOST_ENTRIES);
			return Object.fromEntries(
				entries.map(([inner, each]) => [cut(inner), this.tell(each, inner, hides, depth + 1)]),
			);
		}
		if (hides) return this.#hide(value);
		return typeof value === "string" ? this.#tellText(value, field) : value;
	}

	censor(sentence: string): string {
		const start = sentence.slice(0, MOST_SENTENCE_CHARACTERS).replaceAll(HOLE, "");
		// The longest first. None is found in what replaces another.
		const secrets = this.#secrets.toSorted((a, b) => b.length - a.length);
		const shown = secrets.reduce((rest, secret) => rest.replaceAll(secret, HOLE), start);
		return cut(redactText(shown.replaceAll(HOLE, REDACTED)));
	}

	#tellText(text: string, field: string): unknown {
		if (URLS.has(field)) return cut(redactUrl(text));
		if (SHOWN.has(field)) return cut(redactStart(text));
		if (field === "expression") return cut(redactStart(text), MOST_EXPRESSION_CHARACTERS);
		// A password can be pressed key by key.
		if (field === "key" && typesNothing(text)) return cut(text);
		return this.#hide(text);
	}

	#hide(value: unknown): unknown {
		if (value === null || value === undefined) return value;
		const text = typeof value === "string" ? value : JSON.stringify(value);
		// A letter is in every sentence.
		const isTelling = text.replaceAll(HOLE, "").length > 1 && text.length <= MOST_SENTENCE_CHARACTERS;
		if (isTelling && this.#secrets.length < MOST_ENTRIES) this.#secrets.push(text.replaceAll(HOLE, ""));
		return REDACTED;
	}
}

/** A selector, or a script, may hold an address with its credentials. */
const redactStart = (text: string): string => redactText(text.slice(0, MOST_SENTENCE_CHARACTERS));

const cut = (text: string, most: number = MOST_CHARACTERS): string =>
	text.length > most ? `${text.slice(0, most)}…` : text;
