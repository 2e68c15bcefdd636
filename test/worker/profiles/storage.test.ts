import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Account, type ProfiledSession } from "./account.ts";
import { hold } from "./sites.ts";

const account = new Account();
/** Sites that serve an empty page. */
const empty = () => ({ body: "<title>empty</title>" });

/** Puts the value of each expression into a database, under its place in the list. */
const putAll = (database: string, expressions: readonly string[]) => `(async () => {
	const values = await Promise.all([${expressions.map((each) => `(async () => (${each}))()`).join(",")}]);
	return new Promise((resolve, reject) => {
		const opening = indexedDB.open(${JSON.stringify(database)});
		opening.onupgradeneeded = () => opening.result.createObjectStore("values");
		opening.onsuccess = () => {
			const writing = opening.result.transaction("values", "readwrite");
			values.forEach((value, at) => writing.objectStore("values").put(value, at));
			writing.oncomplete = () => { opening.result.close(); resolve("put"); };
			writing.onerror = () => reject(writing.error);
		};
	});
})()`;

/** What a function makes of each value that was put. */
const readAll = (database: string, show: string) => `new Promise((resolve, reject) => {
	const opening = indexedDB.open(${JSON.stringify(database)});
	opening.onsuccess = () => {
		const values = opening.result.transaction("values").objectStore("values").getAll();
		values.onsuccess = () => Promise.all(values.result.map(${show})).then(resolve, reject);
	};
})`;

/** Saves a session's profile and begins another with it. */
async function again(session: ProfiledSession, answering = empty): Promise<ProfiledSession> {
	const { profile_id } = await session.save();
	return account.session({ profile_id }, answering);
}

describe("what IndexedDB keeps comes back", () => {
	const show = `async (value) => {
		const tag = Object.prototype.toString.call(value);
		if (value instanceof Blob) return [tag, value.type, value.name, [...new Uint8Array(await value.arrayBuffer())]];
		if (ArrayBuffer.isView(value)) return [tag, value.byteOffset, [...new Uint8Array(value.buffer)].join()];
		if (value instanceof ArrayBuffer) return [tag, [...new Uint8Array(value)].join()];
		if (value instanceof Map || value instanceof Set) return [tag, JSON.stringify([...value])];
		if (value instanceof Date) return [tag, value.getTime()];
		if (value instanceof Error) return [tag, value.name, value.message];
		if (value?.self !== undefined) return [tag, value.self === value];
		if (Array.isArray(value)) return [tag, value.length, Object.keys(value).join()];
		if (typeof value === "object" && value !== null && tag === "[object Object]") return [tag, JSON.stringify(value)];
		return [tag, Object.is(value, -0) ? "-0" : String(value)];
	}`;
	const expressions = [
		"undefined",
		"null",
		"true",
		"-0",
		"NaN",
		"-Infinity",
		"12345678901234567890n",
		`"\\ud800 \\0 ünï"`,
		"new Date(5)",
		"new Date(NaN)",
		"/a+/gi",
		"[1,,3]",
		`new Map([[{k:1},"v"]])`,
		`new Set([1,"x"])`,
		"new Uint8Array([1,2,255]).buffer",
		"new Uint8Array(new Uint8Array([1,2,3,4]).buffer, 1, 2)",
		"new Float64Array([1.5, -0])",
		"new BigInt64Array([5n])",
		"new DataView(new ArrayBuffer(4), 2)",
		`new Blob([new Uint8Array([0,200,10])], {type: "a/b"})`,
		`new File(["x"], "name.txt", {type: "text/plain", lastModified: 7})`,
		`new TypeError("why")`,
		"new Boolean(false)",
		`new String("boxed")`,
		"(() => { const it = {}; it.self = it; return it; })()",
		`({$types: {x: 1}, "we.ird~key": {"": 1}, $: "#"})`,
		`JSON.parse('{"__proto__": {"a": 1}}')`,
		`"x".repeat(100000)`,
	];

	let before: unknown;
	let after: unknown;

	beforeAll(async () => {
		const first = await account.session({}, empty);
		await first.visit("https://values.test/");
		await first.value(putAll("values", expressions));
		before = await first.value(readAll("values", show));
		const second = await again(first);
		await second.visit("https://values.test/");
		after = await second.value(readAll("values", show));
		await Promise.all([first.end(), second.end()]);
	});

	test.each(expressions.map((expression, at) => [expression, at] as const))("%s", (_, at) => {
		expect((after as unknown[])[at]).toEqual((before as unknown[])[at]);
		expect((before as unknown[])[at]).toBeDefined();
	});
});

describe("what is awkward", () => {
	let session: ProfiledSession;

	beforeAll(async () => {
		session = await account.session({}, empty);
	});
	afterAll(() => session.end());

	test("a key that can't leave its browser is left out and counted, and the rest is there", async () => {
		await session.visit("https://keys.test/");
		const key = `crypto.subtle.generateKey({name: "AES-GCM", length: 256}, false, ["encrypt"])`;
		await session.value(putAll("keys", [`"before"`, key, `({deep: [await ${key}]})`, `"after"`]));
		const saved = await session.save();
		const origin = saved.origins.find((each) => each.origin === "https://keys.test");
		expect(origin?.databases[0]?.stores).toEqual([{ name: "values", records: 2, skipped_records: 2 }]);
		const other = await account.session({ profile_id: saved.profile_id }, empty);
		await other.visit("https://keys.test/");
		expect(await other.value(readAll("keys", "(value) => value"))).toEqual(["before", "after"]);
		await other.end();
	});

	test("a database that is too large is left out by name, and its origin's others are there", async () => {
		await session.visit("https://large.test/");
		await session.value(
			putAll(
				"large",
				Array.from({ length: 10 }, (_, n) => `"${n}".repeat(1e6)`),
			),
		);
		await session.value(putAll("small", [`"kept"`]));
		const saved = await session.save();
		expect(saved.left_out).toEqual([
			{ origin: "https://large.test", database: "large", reason: "too_large" },
		]);
		expect(saved.size_bytes).toBeLessThan(8 * 2 ** 20);
		const origin = saved.origins.find((each) => each.origin === "https://large.test");
		expect(origin?.databases.map(({ name }) => name)).toEqual(["small"]);
	});

	test("many records, stores, keys and names come back one for one", async () => {
		await session.visit("https://many.test/");
		await session.value(`new Promise((resolve) => {
			localStorage.setItem("key", "a"); localStorage.setItem("length", "b"); localStorage.setItem("getItem", "c");
			localStorage.setItem("__proto__", "d"); localStorage.setItem("", "e");
			const opening = indexedDB.open("many \\u0000 names", 7);
			opening.onupgradeneeded = () => {
				const store = opening.result.createObjectStore("a.b", { keyPath: ["id", "n.m"] });
				store.createIndex("", "x", { unique: true });
				for (let n = 0; n < 1001; n += 1) store.put({ id: "i" + n, n: { m: n }, x: n });
				const keys = opening.result.createObjectStore("keys");
				for (const key of [1, "1", new Date(1), [1, ["x"]], new Uint8Array([1, 2])]) keys.put(1, key);
			};
			opening.onsuccess = () => { opening.result.close(); resolve("there"); };
		})`);
		const other = await again(session);
		await other.visit("https://many.test/");
		const found = await other.value(`new Promise((resolve) => {
			const opening = indexedDB.open("many \\u0000 names");
			opening.onsuccess = () => {
				const reading = opening.result.transaction(["a.b", "keys"]);
				const store = reading.objectStore("a.b");
				const counted = store.count();
				const index = store.index("");
				const found = index.get(1000);
				const keys = reading.objectStore("keys").getAllKeys();
				reading.oncomplete = () => resolve([
					counted.result, found.result.id, index.unique, store.keyPath.join(), opening.result.version,
					keys.result.map((key) => Object.prototype.toString.call(key)),
					["key", "length", "getItem", "__proto__", ""].map((key) => localStorage.getItem(key)).join(""),
				]);
			};
		})`);
		expect(found).toEqual([
			1001,
			"i1000",
			true,
			"id,n.m",
			7,
			["Number", "Date", "String", "ArrayBuffer", "Array"].map((kind) => `[object ${kind}]`),
			"abcde",
		]);
		await other.end();
	});

	test("a page that changes the world it runs in changes nothing of what is saved", async () => {
		await session.visit("https://liar.test/");
		await session.value(`(() => {
			localStorage.setItem("true", "1");
			for (const each of [Storage.prototype, IDBFactory.prototype, JSON, Promise.prototype])
				for (const name of Object.getOwnPropertyNames(each))
					try { each[name] = () => { throw new Error("no"); }; } catch {}
			return "changed";
		})()`);
		const saved = await session.save();
		const origin = saved.origins.find((each) => each.origin === "https://liar.test");
		expect(origin).toMatchObject({ local_storage_keys: 1 });
	});
});

test("a database that its page won't let go of is left out by name", async () => {
	const session = await account.session({}, empty);
	await session.visit("https://held.test/");
	await session.value(`localStorage.setItem("still", "here")`);
	await session.value(hold("held"));
	const saved = await session.save();
	expect(saved.left_out).toContainEqual({
		origin: "https://held.test",
		database: "held",
		reason: "no_answer",
	});
	const origin = saved.origins.find((each) => each.origin === "https://held.test");
	expect(origin).toMatchObject({ local_storage_keys: 1, databases: [] });
	await session.end();
});

test("a page that never stops does not keep its profile from being saved", async () => {
	const session = await account.session({}, empty);
	await session.visit("https://other.test/");
	await session.value(`localStorage.setItem("other", "1")`);
	await session.visit("https://busy.test/");
	await session.value(`localStorage.setItem("busy", "1")`);
	await session.value(`(setTimeout(() => { for (;;); }, 50), "soon")`);
	const saved = await session.save();
	expect(saved.origins.map(({ origin }) => origin)).toContain("https://other.test");
	const isThere = saved.origins.some(({ origin }) => origin === "https://busy.test");
	const isMissed = saved.left_out.some(({ origin }) => origin === "https://busy.test");
	expect(isThere || isMissed).toBe(true);
	await session.end();
});

describe("cookies come back", () => {
	const inAYear = Math.floor(Date.now() / 1000) + 31_536_000;
	const cookies = [
		{ name: "host", value: "1", domain: "one.test", path: "/x", httpOnly: true },
		{ name: "dot", value: "a=b", domain: ".one.test", path: "/", expires: inAYear, sameSite: "Strict" },
		{
			name: "none",
			value: "",
			domain: "two.test",
			path: "/",
			secure: true,
			sameSite: "None",
			priority: "High",
		},
		{ name: "__Host-x", value: "v", domain: "two.test", path: "/", secure: true },
		{ name: "ünï", value: "çö", domain: "three.test", path: "/", sourceScheme: "NonSecure", sourcePort: 81 },
		{
			name: "chip",
			value: "part",
			domain: "four.test",
			path: "/",
			secure: true,
			sameSite: "None",
			partitionKey: { topLevelSite: "https://top.test", hasCrossSiteAncestor: true },
		},
	];

	test("with all that they were set with, and expired ones don't", async () => {
		const first = await account.session();
		const client = await first.connect();
		expect(await client.send("Storage.setCookies", { cookies })).toHaveProperty("result");
		await client.send("Storage.setCookies", {
			cookies: [{ name: "brief", value: "1", domain: "one.test", path: "/", expires: Date.now() / 1000 + 2 }],
		});
		const { profile_id, cookies: counted } = await first.save();
		expect(counted).toContainEqual({ domain: ".one.test", count: 1 });
		await expect
			.poll(async () => JSON.stringify((await client.send("Storage.getCookies")).result))
			.not.toContain("brief");
		const before = await client.send("Storage.getCookies");
		const second = await account.session({ profile_id });
		const after = await (await second.connect()).send("Storage.getCookies");
		const sorted = ({ result }: typeof after) =>
			((result?.["cookies"] ?? []) as object[]).map((cookie) => JSON.stringify(cookie)).toSorted();
		expect(sorted(after)).toEqual(sorted(before));
		expect(sorted(after)).toHaveLength(cookies.length);
		expect((await second.shown()).profile).toMatchObject({ refused_cookies: 0 });
		await Promise.all([first.end(), second.end()]);
	});
});

test("what fills more than a row of the catalog comes back to the last byte", async () => {
	const session = await account.session({}, empty);
	await session.visit("https://full.test/");
	const digest = `async (bytes) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].join()`;
	const random = `Promise.all(Array.from({ length: 30 }, () => crypto.getRandomValues(new Uint8Array(65_536))))
		.then((parts) => new Blob(parts).arrayBuffer())`;
	await session.value(putAll("full", [random]));
	const before = await session.value(readAll("full", digest));
	const { profile_id } = await session.save();
	const rows = env.CATALOG.prepare("SELECT count(*) FROM profile_parts WHERE profile_id = ?");
	expect(await rows.bind(profile_id).first("count(*)")).toBeGreaterThan(2);
	const other = await account.session({ profile_id }, empty);
	await other.visit("https://full.test/");
	expect(await other.value(readAll("full", digest))).toEqual(before);
	await Promise.all([session.end(), other.end()]);
});
