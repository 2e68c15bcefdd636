import { describe, expect, test } from "vitest";
import type { Answering } from "../commands/site.ts";
import { Account } from "./account.ts";

/** Signs in whoever comes, and says who comes again. */
const sites: Answering = ({ hostname }, { headers }) => {
	const isBack = headers["Cookie"]?.includes("signed=in") === true;
	return {
		body: `<title>${isBack ? "Welcome back" : "Hello"} at ${hostname}</title>`,
		headers: isBack ? {} : { "set-cookie": "signed=in; HttpOnly; Secure; SameSite=Lax; Max-Age=86400" },
	};
};

/** Keeps something in the page's localStorage and IndexedDB. */
const keep = (what: string) => `new Promise((resolve, reject) => {
	localStorage.setItem("what", ${JSON.stringify(what)});
	const opening = indexedDB.open("notes", 3);
	opening.onupgradeneeded = () => {
		const notes = opening.result.createObjectStore("notes", { keyPath: "id", autoIncrement: true });
		notes.createIndex("byTag", "tag", { multiEntry: true });
		notes.put({ text: ${JSON.stringify(what)}, tag: ["a", "b"], at: new Date(5) });
		opening.result.createObjectStore("outside").put(new Map([["x", 1n]]), [1, "two"]);
	};
	opening.onerror = () => reject(opening.error);
	opening.onsuccess = () => { opening.result.close(); resolve("kept"); };
})`;

const kept = `new Promise((resolve, reject) => {
	const opening = indexedDB.open("notes");
	opening.onerror = () => reject(opening.error);
	opening.onsuccess = () => {
		const database = opening.result;
		const byTag = database.transaction("notes").objectStore("notes").index("byTag").get("b");
		byTag.onsuccess = () => {
			const outside = database.transaction("outside").objectStore("outside").get([1, "two"]);
			outside.onsuccess = () => resolve([
				localStorage.getItem("what"), byTag.result.text, byTag.result.at.getTime(), byTag.result.id,
				String(outside.result.get("x")), database.version,
			]);
		};
	};
})`;

describe("a profile", () => {
	test("saved in one session is alive in another, from its first request on", async () => {
		const account = new Account();
		const first = await account.session({}, sites);
		await first.visit("https://one.test/");
		expect(await first.value("document.title")).toBe("Hello at one.test");
		await first.value(keep("of one"));
		await first.visit("https://two.test/");
		await first.value(keep("of two"));
		const saved = await first.save({ name: "mine" });
		await first.end();
		expect(saved).toMatchObject({ name: "mine", left_out: [] });

		const second = await account.session({ profile_id: saved.profile_id }, sites);
		for (const host of ["one", "two"]) {
			await second.visit(`https://${host}.test/`);
			expect(await second.value("document.title")).toBe(`Welcome back at ${host}.test`);
			expect(await second.value(kept)).toEqual([`of ${host}`, `of ${host}`, 5, 1, "1", 3]);
		}
		await second.end();
	});
});
