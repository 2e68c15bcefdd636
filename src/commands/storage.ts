import { z } from "zod";
import { isRecord } from "../lib/json.ts";
import { command } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { callText } from "./in-page.ts";
import { isolatedWorld } from "./internals.ts";
import { type StorageKind, useStorage } from "./page/storage.ts";
import { Refused } from "./refused.ts";

const kind = z.enum(["local", "session"]).default("local");

async function storage(
	context: CommandContext,
	which: StorageKind,
	change: Parameters<typeof useStorage>[1],
): Promise<Record<string, string>> {
	const { page } = await context.tab();
	const call = callText(useStorage, which, change);
	// What the function gives back, by way of the page as JSON.
	const entries = (await isolatedWorld(page.mainFrame()).evaluate(call)) as ReturnType<typeof useStorage>;
	if (entries === null)
		throw new Refused(
			"storage_unavailable",
			"This page has no storage; only pages of a site have (not data: or about: URLs).",
		);
	if (entries === "full") throw new Refused("storage_unavailable", "The site's storage is full.");
	return entries;
}

export const getStorage = command({
	name: "get_storage",
	origin: "berth",
	kind: "extraction",
	summary: "What the site keeps in localStorage or sessionStorage (kind), or under one key",
	data: { kind, key: z.string().optional() },
	async run(context, data) {
		const entries = await storage(context, data.kind, {});
		if (data.key === undefined) return { data: entries };
		// A key may be called as something that every object has.
		return { data: Object.hasOwn(entries, data.key) ? (entries[data.key] ?? null) : null };
	},
});

/** Each is checked and set alone. */
const MOST_ITEMS = 1_000;

const items = z
	.custom<Readonly<Record<string, unknown>>>(isRecord, { error: "Invalid input: expected object" })
	// The check of the values passes it over, so it would not be set, and nobody would know.
	.refine((given) => !Object.hasOwn(given, "__proto__"), { error: "__proto__ can't be set" })
	.refine((given) => Object.keys(given).length <= MOST_ITEMS, { error: `${MOST_ITEMS} at most` })
	.pipe(z.record(z.string(), z.string().max(5_000_000)));

export const setStorage = command({
	name: "set_storage",
	origin: "berth",
	kind: "action",
	summary: "Sets entries of localStorage or sessionStorage, 1000 at once",
	data: { kind, items },
	run: async (context, data) => void (await storage(context, data.kind, { set: data.items })),
});

export const clearStorage = command({
	name: "clear_storage",
	origin: "berth",
	kind: "action",
	summary: "Empties localStorage or sessionStorage, or removes one key",
	data: { kind, key: z.string().optional() },
	async run(context, data) {
		await storage(context, data.kind, data.key === undefined ? { clear: true } : { remove: data.key });
	},
});
