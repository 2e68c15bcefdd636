import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { networkOf } from "../../src/http/caller-address.ts";
import { isMarked, newToken } from "../../src/http/token-mark.ts";
import { WrongTokens } from "../../src/http/wrong-tokens.ts";
import { digestOf } from "../../src/lib/digest.ts";
import { ADMIN, bearer, call, DEVTOOLS, makeToken } from "./berth.ts";

const MOST = 30;

const ask = (token: string, address: string, path = `${DEVTOOLS}/session`) =>
	call<object>("GET", path, { headers: { ...bearer(token), "CF-Connecting-IP": address } });

/** Sends as many wrong tokens as an address may, and says how they were answered. */
const guess = async (address: string): Promise<number[]> => {
	const answers = await Promise.all(Array.from({ length: MOST }, (_, each) => ask(`wrong-${each}`, address)));
	return answers.map(({ status }) => status);
};

describe("wrong tokens of one address", () => {
	test("are a 401 each up to the limit, and then a 429 in each dialect's words", async () => {
		const address = "192.0.2.1";
		expect(new Set(await guess(address))).toEqual(new Set([401]));
		const over = await ask("wrong-too", address);
		expect(over.status).toBe(429);
		expect(Number(over.headers.get("Retry-After"))).toBeGreaterThan(0);
		expect(Number(over.headers.get("Retry-After"))).toBeLessThanOrEqual(60);
		expect(over.body).toMatchObject({ success: false, errors: [{ code: 2040 }] });
		const bodies = ["/berth/v1/whoami", "/sessions", "/api/sessions"].map(
			async (path) => (await ask("wrong-too", address, path)).body,
		);
		expect(await Promise.all(bodies)).toMatchObject([
			{ error: { code: "too_many_wrong_tokens" } },
			{ code: "too_many_wrong_tokens" },
			{ code: "TOO_MANY_WRONG_KEYS" },
		]);
		expect((await ask("wrong-too", "192.0.2.2")).status).toBe(401);
	});

	test("do no harm to right ones behind it, and none to no token at all", async () => {
		const address = "192.0.2.3";
		const { token } = await makeToken({ right: "read" });
		await guess(address);
		expect((await ask("wrong-too", address)).status).toBe(429);
		expect((await ask(token, address)).status).toBe(200);
		expect((await ask(ADMIN.Authorization.slice("Bearer ".length), address)).status).toBe(200);
		const headers = { "CF-Connecting-IP": address };
		expect((await call("GET", `${DEVTOOLS}/session`, { headers })).status).toBe(401);
	});

	test("are not looked up over the limit, marked ones only once", async () => {
		const address = "2001:db8:1:2::5";
		const [revoked, { token: unmarked }] = [
			await makeToken({ right: "read" }),
			{ token: "a-token-from-before-there-were-marks" },
		];
		const { token, id } = await makeToken({ right: "read" });
		await call("DELETE", `/berth/v1/tokens/${revoked.id}`);
		await env.CATALOG.prepare("UPDATE tokens SET digest = ? WHERE id = ?")
			.bind(await digestOf(unmarked), id)
			.run();
		await guess(address);
		expect((await ask(unmarked, "2001:db8:1:3::5")).status).toBe(200);
		expect((await ask(unmarked, "2001:db8:1:2::6")).status).toBe(429);
		expect((await ask(revoked.token, address)).status).toBe(401);
		expect((await ask(revoked.token, address)).status).toBe(429);
		expect((await ask(token, address)).status).toBe(401);
	});
});

describe("the table of wrong tokens", () => {
	test("gives a network its tries back after a minute, and other networks theirs all along", () => {
		const table = new WrongTokens(2);
		table.note("a", "1", 0);
		expect(table.waitS("a", 1_000)).toBe(0);
		table.note("a", "2", 20_000);
		expect([table.waitS("a", 20_000), table.waitS("a", 59_999), table.waitS("b", 20_000)]).toEqual([
			40, 1, 0,
		]);
		expect(table.waitS("a", 60_000)).toBe(0);
		expect([table.isKnown("1"), table.isKnown("3")]).toEqual([true, false]);
	});

	test("never makes anybody wait for longer than that, however the clock jumps", () => {
		const table = new WrongTokens(1);
		table.note("a", "1", 3_600_000);
		expect([table.waitS("a", 0), table.waitS("a", 7_200_000)]).toEqual([0, 0]);
	});

	test("forgets the oldest networks, and not those that go on", () => {
		const table = new WrongTokens(2);
		table.note("first", undefined, 0);
		table.note("second", undefined, 0);
		table.note("first", undefined, 0);
		for (let each = 0; each < 9_999; each += 1) table.note(`network-${each}`, `digest-${each}`, 0);
		expect(table.waitS("first", 0)).toBe(60);
		table.note("one more", undefined, 0);
		expect(table.waitS("first", 0)).toBe(0);
	});
});

test.each([
	[undefined, ""],
	["192.0.2.7", "192.0.2.7"],
	["2001:db8::1", "2001:db8:0:0"],
	["2001:db8:0:0:ffff::1", "2001:db8:0:0"],
	["2001:db8:0:1::1", "2001:db8:0:1"],
])("the network of %s is %s", (address, network) => {
	expect(networkOf(address)).toBe(network);
});

describe("a token's mark", () => {
	test("is made with the secret, and no other", async () => {
		const token = await newToken("a-signing-secret");
		expect(token).toMatch(/^berth_[\w-]{55}$/);
		expect(await isMarked("a-signing-secret", token)).toBe(true);
		expect(await isMarked("another-secret", token)).toBe(false);
	});

	test.each([
		["a changed secret part", (token: string) => `berth_${token[6] === "A" ? "B" : "A"}${token.slice(7)}`],
		["no mark", (token: string) => token.slice(0, -12)],
		["more behind it", (token: string) => `${token}A`],
	])("is not good with %s", async (_, change) => {
		const token = await newToken("a-signing-secret");
		expect(await isMarked("a-signing-secret", change(token))).toBe(false);
	});
});
