import type { KeyInput, Keyboard } from "@cloudflare/puppeteer";
// oxlint-disable-next-line no-underscore-dangle -- The keys that puppeteer knows, which its published types leave out.
import { _keyDefinitions } from "@cloudflare/puppeteer/internal/common/USKeyboardLayout.js";
import { z } from "zod";
import { plainName } from "../lib/nearest.ts";
import { Refused } from "./refused.ts";

/** The keys that have a name, by how it is written plainly: puppeteer's names, and others that people use. */
const NAMED: ReadonlyMap<string, string> = new Map([
	...Object.keys(_keyDefinitions)
		.filter((name) => name.length > 1)
		.map((name): [string, string] => [plainName(name), name]),
	["return", "Enter"],
	["esc", "Escape"],
	["space", " "],
	["spacebar", " "],
	["del", "Delete"],
	["ctrl", "Control"],
	["cmd", "Meta"],
	["command", "Meta"],
	["win", "Meta"],
	["option", "Alt"],
	["controlormeta", "Control"],
	["cmdorctrl", "Control"],
	["up", "ArrowUp"],
	["down", "ArrowDown"],
	["left", "ArrowLeft"],
	["right", "ArrowRight"],
]);

/** A letter is itself; a name may be written in any case, and with its words apart (`PAGE_DOWN`). */
const canonical = (key: string): string => (key.length === 1 ? key : (NAMED.get(plainName(key)) ?? key));

/** `Control+Shift+a` as the keys it holds; the plus itself is a key as well. */
export function keysOf(combination: string): { readonly held: readonly string[]; readonly key: string } {
	const parts = combination === "+" ? ["+"] : combination.split(/\+(?!$)/);
	const keys = parts.map((part) => canonical(part.trim() === "" ? part : part.trim()));
	return { held: keys.slice(0, -1), key: keys.at(-1) ?? "" };
}

/** Held, they make a shortcut of a key that would type a character. */
const OF_SHORTCUTS = /^(?:Alt|Control|Meta)(?:Left|Right)?$/;

/** Of a key, or of several as in `Control+a`. */
const MOST_LETTERS = 100;

/** Whether that is of a keyboard, and types no character. */
export function typesNothing(combination: string): boolean {
	if (combination.length > MOST_LETTERS) return false;
	const { held, key } = keysOf(combination);
	if (!isKey(key) || !held.every(isKey)) return false;
	const { key: typed = "", shiftKey = "" } = _keyDefinitions[key];
	return held.some((name) => OF_SHORTCUTS.test(name)) || (typed.length > 1 && shiftKey.length !== 1);
}

/** A keyboard's key, under a name that puppeteer knows; it refuses others before anything is sent. */
const isKey = (name: string): name is KeyInput => Object.hasOwn(_keyDefinitions, name);

/** The keys of a keyboard by what they type alone; with Shift, puppeteer has such a key type what it does then. */
const PHYSICAL: ReadonlyMap<string, string> = new Map(
	Object.entries(_keyDefinitions).flatMap(([name, { key, shiftKey }]) =>
		key?.length === 1 && shiftKey?.length === 1 && !name.startsWith("Numpad") ? [[key, name]] : [],
	),
);

function keyCalled(name: string): KeyInput {
	const physical = PHYSICAL.get(name) ?? name;
	if (isKey(physical)) return physical;
	throw new Refused("invalid_command_data", `key: ${noKey(name)}`);
}

const noKey = (name: string): string => `${JSON.stringify(name.slice(0, 40))} is no key of a keyboard.`;

/** A key, or several as in `Control+a`. */
export const combinationField = z
	.string()
	.min(1)
	.max(MOST_LETTERS)
	.superRefine((combination, context) => {
		const { held, key } = keysOf(combination);
		const unknown = [...held, key].find((name) => !isKey(name));
		if (unknown !== undefined) context.addIssue({ code: "custom", message: noKey(unknown) });
	});

/** One key. */
export const keyField = z
	.string()
	.min(1)
	.max(MOST_LETTERS)
	.refine((name) => isKey(canonical(name)), { error: ({ input }) => noKey(String(input)) });

/** Presses a key with others held, or one of them without its release. */
export async function pressKeys(keyboard: Keyboard, combination: string): Promise<void> {
	const { held, key } = keysOf(combination);
	for (const each of held) await keyboard.down(keyCalled(each));
	try {
		await keyboard.press(keyCalled(key));
	} finally {
		for (const each of held.toReversed()) await keyboard.up(keyCalled(each));
	}
}

export const keyDown = (keyboard: Keyboard, key: string): Promise<void> =>
	keyboard.down(keyCalled(canonical(key)));

export const keyUp = (keyboard: Keyboard, key: string): Promise<void> =>
	keyboard.up(keyCalled(canonical(key)));
