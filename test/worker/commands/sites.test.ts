import { describe, expect, test } from "vitest";
import { Driven } from "./driven.ts";

const driven = new Driven(({ pathname }, { headers }) => {
	if (pathname === "/missing" || pathname === "/favicon.ico") return undefined;
	if (pathname === "/cookies") return { body: headers["Cookie"] ?? headers["cookie"] ?? "none" };
	if (pathname === "/style.css")
		return { headers: { "content-type": "text/css", "content-length": "2" }, body: "p{" };
	return { body: `<!doctype html><title>Site</title><link rel="stylesheet" href="/style.css"><p>Page</p>` };
});

const home = () => driven.get("navigate_to", { url: "http://site.test/" });

describe("cookies", () => {
	test("are set, sent, told and deleted", async () => {
		await home();
		const cookies = [
			{ name: "a", value: "1" },
			{ name: "b", value: "2", http_only: true, same_site: "Lax", path: "/", expires: 4_000_000_000 },
			{ name: "c", value: "3", domain: "other.test" },
		];
		await driven.get("set_cookies", { cookies });
		const known = (await driven.get("get_cookies")) as readonly { name: string }[];
		expect(known.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
			{ name: "a", value: "1", domain: "site.test", path: "/", http_only: false, secure: false },
			expect.objectContaining({ name: "b", http_only: true, same_site: "Lax", expires: expect.any(Number) }),
		]);
		expect(await driven.get("get_cookies", { urls: ["http://other.test/"] })).toHaveLength(1);
		await driven.get("navigate_to", { url: "http://site.test/cookies" });
		expect(await driven.get("get_text", { selector: "body" })).toMatch(/^(a=1; b=2|b=2; a=1)$/);
		expect(await driven.get("clear_cookies", { name: "a" })).toEqual({ deleted: 1 });
		expect(await driven.get("get_cookies")).toHaveLength(1);
		await driven.get("clear_cookies");
		expect(await driven.get("get_cookies", { urls: ["http://site.test/", "http://other.test/"] })).toEqual(
			[],
		);
	});

	test("that the browser does not take are refused", async () => {
		await home();
		expect(
			await driven.failure("set_cookies", { cookies: [{ name: "a", value: "1", url: "about:blank" }] }),
		).toEqual({
			code: "invalid_command_data",
			message: "cookies.0: the browser does not take it for this site.",
		});
	});
});

describe("storage", () => {
	test("has keys that are names of every object's", async () => {
		await home();
		await driven.value('localStorage.setItem("__proto__", "1"), localStorage.setItem("constructor", "2")');
		const kept: unknown = await driven.get("get_storage", { kind: "local" });
		expect(JSON.stringify(kept)).toBe('{"__proto__":"1","constructor":"2"}');
		expect(await driven.get("get_storage", { kind: "local", key: "__proto__" })).toBe("1");
		expect(await driven.get("get_storage", { kind: "local", key: "toString" })).toBeNull();
		await driven.get("clear_storage", { kind: "local" });
	});

	test.each(["local", "session"])("of kind %s is set, told and emptied", async (kind) => {
		await home();
		await driven.get("set_storage", { kind, items: { a: "1", b: "2" } });
		expect(await driven.get("get_storage", { kind })).toEqual({ a: "1", b: "2" });
		expect(await driven.get("get_storage", { kind, key: "b" })).toBe("2");
		expect(await driven.value(`${kind}Storage.a`)).toBe("1");
		await driven.get("clear_storage", { kind, key: "a" });
		expect(await driven.get("get_storage", { kind })).toEqual({ b: "2" });
		await driven.get("clear_storage", { kind });
		expect(await driven.get("get_storage", { kind })).toEqual({});
	});

	test("is not on pages without a site, and not endless", async () => {
		await driven.show("<p>Page</p>");
		expect(await driven.failure("get_storage")).toMatchObject({ code: "storage_unavailable" });
		await home();
		expect(
			await driven.failure("set_storage", { items: { a: "x".repeat(4_000_000), b: "x".repeat(4_000_000) } }),
		).toEqual({
			code: "storage_unavailable",
			message: "The site's storage is full.",
		});
	});
});

describe("what pages did", () => {
	test("is told: what they logged", async () => {
		await driven.get("console_messages", { clear: true });
		await driven.show(
			`<script>console.log("one", 2); console.warn("two"); setTimeout(() => { throw new Error("three") })</script>`,
		);
		await expect.poll(() => driven.get("console_messages")).toHaveLength(3);
		expect(await driven.get("console_messages")).toMatchObject([
			{ level: "log", text: "one 2", line: 1 },
			{ level: "warn", text: "two" },
			{ level: "error", text: expect.stringContaining("three") },
		]);
		expect(await driven.get("console_messages", { level: "log" })).toHaveLength(1);
		await driven.get("console_messages", { clear: true });
		expect(await driven.get("console_messages")).toEqual([]);
	});

	test("is told: what they requested", async () => {
		await driven.get("network_requests", { clear: true });
		await home();
		expect(await driven.get("navigate_to", { url: "http://site.test/missing" })).toMatchObject({
			status: 404,
		});
		const requests = async (path: string) =>
			driven.get("network_requests", { url_contains: `site.test${path}` });
		expect(await requests("/style.css")).toMatchObject([
			{
				resource_type: "stylesheet",
				status: 200,
				mime_type: "text/css",
				size: 2,
				duration_ms: expect.any(Number),
			},
		]);
		expect(await requests("/missing")).toMatchObject([
			{ method: "GET", resource_type: "document", status: 404 },
		]);
		expect(await driven.get("network_requests", { limit: 1 })).toHaveLength(1);
	});

	test("is told within bounds", async () => {
		await driven.show(
			`<script>for (let index = 0; index < 2500; index += 1) console.log(index); console.log("x".repeat(5000))</script>`,
		);
		const messages = (await driven.get("console_messages", { limit: 1_000 })) as readonly { text: string }[];
		expect(messages).toHaveLength(1_000);
		await expect
			.poll(
				async () =>
					((await driven.get("console_messages", { limit: 1 })) as readonly { text: string }[])[0]?.text,
			)
			.toHaveLength(2_001);
	});
});
