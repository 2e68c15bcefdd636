import type { KeyInput, Keyboard } from "@cloudflare/puppeteer";
import { Refused } from "./refused.ts";

/** Names that people use beside those of `KeyboardEvent.key`. */
const ALIASES: Readonly<Record<string, string>> = {
	return: "Enter",
	esc: "Escape",
	space: " ",
	spacebar: " ",
	del: "Delete",
	ctrl: "Control",
	cmd: "Meta",
	command: "Meta",
	win: "Meta",
	option: "Alt",
	controlormeta: "Control",
	cmdorctrl: "Control",
	up: "ArrowUp",
	down: "ArrowDown",
	left: "ArrowLeft",
	right: "ArrowRight",
};

const canonical = (key: string): string => {
	if (key.length === 1) return key;
	const name = ALIASES[key.toLowerCase()];
	return name ?? key.charAt(0).toUpperCase() + key.slice(1);
};

/** `Control+Shift+a` as the keys it holds; the plus itself is a key as well. */
export function keysOf(combination: string): { readonly held: readonly string[]; readonly key: string } {
	const parts = combination === "+" ? ["+"] : combination.split(/\+(?!$)/);
	const keys = parts.map((part) => canonical(part.trim() === "" ? part : part.trim()));
	return { held: keys.slice(0, -1), key: keys.at(-1) ?? "" };
}

/** Presses a key with others held, or one of them without its release. */
export async function pressKeys(keyboard: Keyboard, combination: string): Promise<void> {
	const { held, key } = keysOf(combination);
	for (const each of held) await known(each, (name) => keyboard.down(name));
	try {
		await known(key, (name) => keyboard.press(name));
	} finally {
		for (const each of held.toReversed()) await known(each, (name) => keyboard.up(name));
	}
}

export const keyDown = (keyboard: Keyboard, key: string): Promise<void> =>
	known(canonical(key), (name) => keyboard.down(name));

export const keyUp = (keyboard: Keyboard, key: string): Promise<void> =>
	known(canonical(key), (name) => keyboard.up(name));

/** puppeteer knows its own layout: what is not in it, it refuses before anything is sent. */
async function known(key: string, use: (name: KeyInput) => Promise<void>): Promise<void> {
	try {
		await use(key as KeyInput);
	} catch (thrown) {
		if (thrown instanceof Error && thrown.message.startsWith("Unknown key"))
			throw new Refused(
				"invalid_command_data",
				`key: ${JSON.stringify(key.slice(0, 40))} is no key of a keyboard.`,
			);
		throw thrown;
	}
}
