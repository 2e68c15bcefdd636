import { z } from "zod";
import { command } from "./command.ts";

const limit = z.number().int().min(1).max(1_000).default(200);

export const consoleMessages = command({
	name: "console_messages",
	origin: "berth",
	kind: "extraction",
	summary: "What the pages logged since the session's first command, oldest first",
	data: { level: z.string().max(20).optional(), limit, clear: z.boolean().default(false) },
	async run({ tabs }, data) {
		const { console } = tabs.recording;
		const entries = console.latest(1_000).filter(({ level }) => level === (data.level ?? level));
		if (data.clear) console.clear();
		return { data: entries.slice(-data.limit) };
	},
});

export const networkRequests = command({
	name: "network_requests",
	origin: "berth",
	kind: "extraction",
	summary: "What the pages requested since the session's first command, oldest first",
	data: { url_contains: z.string().max(2_000).default(""), limit, clear: z.boolean().default(false) },
	async run({ tabs }, data) {
		const { network } = tabs.recording;
		const entries = network.latest(1_000).filter(({ url }) => url.includes(data.url_contains));
		if (data.clear) network.clear();
		return { data: entries.slice(-data.limit) };
	},
});
