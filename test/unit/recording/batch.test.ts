import { describe, expect, test } from "vitest";
import { BatchReader } from "../../../src/session/recording/batch.ts";
import { LENGTHS } from "../../../src/session/recording/recording-script.ts";

const event = (more: object = {}) => JSON.stringify({ type: 3, timestamp: 1_000, data: {}, ...more });

/** What comes of these messages, one after another. */
const readAll = (...messages: string[]) => {
	const reader = new BatchReader();
	return messages.map((message) => reader.read(message)).filter((heard) => heard !== undefined);
};

describe("what a page tells", () => {
	test("is counted, and says from when it is and where", () => {
		const meta = event({ type: 4, timestamp: 900, data: { href: "https://a.test/b?token=secret-12345" } });
		const text = [event(), meta, event({ timestamp: 1_100 })].join(",");
		const [heard] = readAll(`${text.length} 1 1 7\n${text}`);
		expect(heard).toMatchObject({
			sent: text.length,
			batch: { text, events: 3, from: 900, to: 1_100, dropped: 7 },
		});
		expect(heard?.batch.url).toMatch(/^https:\/\/a\.test\/b/);
		expect(heard?.batch.url).not.toContain("secret-12345");
	});

	test("is put together from its parts", () => {
		const text = event();
		const heard = readAll(
			`9 1 3 0\n${text.slice(0, 5)}`,
			`9 2 3 0\n${text.slice(5, 9)}`,
			`9 3 3 0\n${text.slice(9)}`,
		);
		expect(heard.map(({ batch }) => batch.text)).toEqual([text]);
	});

	test.each<[string, string[]]>([
		["no header", [event()]],
		["a header alone", ["1 1 1 0\n"]],
		["numbers beyond reason", [`${"9".repeat(30)} 1 1 0\n${event()}`]],
		["no JSON", ["1 1 1 0\n{"]],
		["more than a list", [`1 1 1 0\n${event()}],[${event()}`]],
		["no events", ["1 1 1 0\n1,2"]],
		["an event without a time", ['1 1 1 0\n{"type":3}']],
		["an event of another time", ['1 1 1 0\n{"type":3,"timestamp":1e300}']],
		["a part without the one before", [`1 2 2 0\n${event()}`]],
		["parts of two batches", [`1 1 2 0\n${event()}`, `2 2 2 0\n,${event()}`]],
		["a part twice", [`1 1 2 0\n${event()}`, `1 1 2 0\n${event()}`, `1 3 2 0\n${event()}`]],
	])("is nothing with %s", (_, messages) => {
		expect(readAll(...messages)).toEqual([]);
	});

	test("is not gathered without end", () => {
		const part = "x".repeat(LENGTHS.mostInPart);
		const parts = 60;
		const messages = Array.from({ length: parts }, (_, at) => `5 ${at + 1} ${parts} 0\n${part}`);
		expect(readAll(...messages, `6 1 1 0\n${event()}`)).toHaveLength(1);
	});
});
