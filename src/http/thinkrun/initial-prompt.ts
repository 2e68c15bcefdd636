/** What a session is to begin with: a page, or a task for an agent. */
export type InitialPrompt =
	| { readonly kind: "page"; readonly url: string }
	| { readonly kind: "task" }
	| { readonly kind: "broken" };

const ADDRESS = /^(?:https?:\/\/\S*|about:\S*|data:.*)$/is;
const HOST =
	/^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+(?:\p{L}[\p{L}\p{N}-]+|\d{1,3})(?::\d{1,5})?(?:[/?#]\S*)?$/iu;

/** A URL, or a bare host name with a dot in it, is a page to open; anything else is a task. */
export function readPrompt(prompt: string): InitialPrompt {
	const text = prompt.trim();
	const isHost = HOST.test(text);
	if (!isHost && !ADDRESS.test(text)) return { kind: "task" };
	const url = isHost ? `https://${text}` : text;
	return URL.canParse(url) ? { kind: "page", url } : { kind: "broken" };
}
