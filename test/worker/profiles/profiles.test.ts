import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BindingBrowser } from "../../../src/browser/binding.ts";
import { addProfile } from "../../../src/catalog/profiles.ts";
import { sealContents, sealSummary } from "../../../src/catalog/profile-seal.ts";
import { ADMIN, bearer, call, makeToken } from "../berth.ts";
import { Account, type ProfiledSession, type ShownProfile } from "./account.ts";
import { keep, kept, sites } from "./sites.ts";

const patience = { leaseMs: 60_000, acquireTimeoutMs: 60_000, answerTimeoutMs: 60_000 };
const UNKNOWN = "00000000-0000-4000-8000-000000000000";

const account = new Account();
let session: ProfiledSession;
let profile: ShownProfile;

beforeAll(async () => {
	session = await account.session({}, sites);
	for (const host of ["one", "two"]) {
		await session.visit(`https://${host}.test/`);
		await session.value(keep(`secret of ${host}`));
	}
	profile = await session.save({ name: "mine" });
});
afterAll(() => session.end());

test("what one session saves is alive in another, from its first request on", async () => {
	const other = await account.session({ profile_id: profile.profile_id }, sites);
	for (const host of ["one", "two"]) {
		await other.visit(`https://${host}.test/`);
		expect(await other.value("document.title")).toBe(`Welcome back at ${host}.test`);
		const text = `secret of ${host}`;
		expect(await other.value(kept)).toEqual([text, text, 5, 1, "1", 3]);
	}
	expect((await other.shown()).profile).toEqual({
		profile_id: profile.profile_id,
		refused_cookies: 0,
		refused_records: 0,
	});
	await other.end();
});

describe("a profile", () => {
	test("is shown by names and counts, and never with a value", async () => {
		const origin = (host: string) => ({
			origin: `https://${host}.test`,
			local_storage_keys: 1,
			databases: [
				{
					name: "notes",
					version: 3,
					stores: [
						{ name: "notes", records: 1, skipped_records: 0 },
						{ name: "outside", records: 1, skipped_records: 0 },
					],
				},
			],
		});
		expect(profile).toEqual({
			profile_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
			name: "mine",
			size_bytes: expect.any(Number),
			created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
			updated_at: profile.created_at,
			cookies: [
				{ domain: "one.test", count: 1 },
				{ domain: "two.test", count: 1 },
			],
			origins: expect.arrayContaining([origin("one"), origin("two")]),
			left_out: [],
		});
		const answer = await account.ask<ShownProfile>("GET", `/profiles/${profile.profile_id}`);
		expect(answer).toMatchObject({ status: 200, body: profile });
		expect(JSON.stringify(answer.body)).not.toContain("secret");
	});

	test("is sealed where it lies", async () => {
		const rows = await env.CATALOG.prepare(
			"SELECT * FROM profiles JOIN profile_parts ON profile_id = id WHERE id = ?",
		)
			.bind(profile.profile_id)
			.all();
		expect(rows.results).toHaveLength(1);
		const text = JSON.stringify(rows.results);
		expect(text).toContain("mine");
		for (const hidden of ["one.test", "notes", "signed"])
			for (const shape of [hidden, btoa(hidden).slice(0, -4)]) expect(text).not.toContain(shape);
	});

	test("takes another's place, with a new name or its own", async () => {
		const first = await session.save({ name: "first" });
		await session.value(`localStorage.setItem("more", "x")`);
		const second = await session.save({ profile_id: first.profile_id });
		expect(second).toMatchObject({ profile_id: first.profile_id, name: "first" });
		expect(second.created_at).toBe(first.created_at);
		const keys = (shown: ShownProfile) =>
			shown.origins.find(({ origin }) => origin === "https://two.test")?.local_storage_keys;
		expect([keys(first), keys(second)]).toEqual([1, 2]);
		const third = await session.save({ profile_id: first.profile_id, name: "third" });
		expect(await account.profile(first.profile_id)).toEqual(third);
		expect((await account.profiles()).map(({ name }) => name)).toEqual(["third", "mine"]);
	});

	test("is saved and loaded without a trace in what its session writes down", async () => {
		const other = await account.session({ profile_id: profile.profile_id, record: true }, sites);
		await other.save();
		await other.visit("https://one.test/");
		const log = `/berth/v1/sessions/${other.id}/log`;
		const entries = async () => {
			const { body } = await call<{ entries: { kind: string; text: string }[] }>("GET", log);
			return body.entries.filter(({ kind }) => kind === "navigation" || kind === "network");
		};
		await expect.poll(async () => (await entries()).map(({ kind }) => kind)).toContain("navigation");
		const shown = JSON.stringify(await entries());
		expect(shown).toContain("one.test");
		expect(shown).not.toContain("two.test");
		await other.end();
	});

	test("goes with a browser that is presented as another", async () => {
		const identity = { user_agent: "Mozilla/5.0 of a test", disable_automation_detection: true };
		const other = await account.session({ profile_id: profile.profile_id, ...identity }, sites);
		await other.visit("https://one.test/");
		expect(await other.value("document.title")).toBe("Welcome back at one.test");
		expect(await other.value("navigator.userAgent")).toBe(identity.user_agent);
		const saved = await other.save();
		expect(saved.origins.map(({ origin }) => origin).toSorted()).toEqual([
			"https://one.test",
			"https://two.test",
		]);
		await other.end();
	});

	test("is saved where no tab is open any more, and opens none to stay", async () => {
		const other = await account.session({ profile_id: profile.profile_id }, sites);
		const client = await other.connect();
		const pages = async () => {
			const { result } = await client.send("Target.getTargets", { filter: [{ type: "page" }] });
			return result?.["targetInfos"] as { targetId: string }[];
		};
		for (const { targetId } of await pages()) await client.send("Target.closeTarget", { targetId });
		await expect.poll(pages).toEqual([]);
		const saved = await other.save();
		expect(saved.origins).toHaveLength(2);
		expect(saved.left_out).toEqual([]);
		expect(await pages()).toEqual([]);
		await other.end();
	});

	test("keeps origins that its session has not been to", async () => {
		const other = await account.session({ profile_id: profile.profile_id }, sites);
		await other.visit("https://three.test/");
		await other.value(keep("of three"));
		const saved = await other.save();
		expect(saved.origins.map(({ origin }) => origin).toSorted()).toEqual(
			["one", "three", "two"].map((host) => `https://${host}.test`),
		);
		await other.end();
	});

	test("is gone when it is deleted, with all that was in it", async () => {
		const { profile_id } = await session.save();
		const path = `/profiles/${profile_id}`;
		expect((await account.ask("DELETE", path)).status).toBe(204);
		const left = await env.CATALOG.prepare("SELECT count(*) FROM profile_parts WHERE profile_id = ?")
			.bind(profile_id)
			.first("count(*)");
		expect(left).toBe(0);
		for (const [method, to, body] of [
			["GET", path],
			["DELETE", path],
			["POST", "/sessions", { profile_id }],
			["POST", "/profiles", { session_id: session.id, profile_id }],
		] as const)
			expect(await account.ask(method, to, body)).toMatchObject({
				status: 404,
				body: { code: "profile_not_found" },
			});
	});

	test("is saved whole by each of two that save at once", async () => {
		const answers = await Promise.all(
			[1, 2].map(() =>
				account.ask<ShownProfile>("POST", "/profiles", {
					session_id: session.id,
					profile_id: profile.profile_id,
				}),
			),
		);
		expect(answers.map(({ status }) => status)).toEqual([200, 200]);
		const other = await account.session({ profile_id: profile.profile_id }, sites);
		await other.visit("https://one.test/");
		expect(await other.value("document.title")).toBe("Welcome back at one.test");
		await other.end();
	});

	test("that was sealed with another secret can't be begun with or looked into", async () => {
		const record = { ...sealedElsewhere(), account: account.name };
		const whose = { secret: "the secret of another Berth", profile: record };
		await addProfile(
			env.CATALOG,
			{
				record,
				summary: await sealSummary(whose, { cookies: [], origins: [], leftOut: [] }),
				pieces: await sealContents(whose, { cookies: [], origins: [] }),
			},
			100,
		);
		const refused = { status: 422, body: { code: "profile_unusable", error: expect.any(String) } };
		expect(await account.ask("GET", `/profiles/${record.id}`)).toMatchObject(refused);
		expect(await account.ask("POST", "/sessions", { profile_id: record.id })).toMatchObject(refused);
		// The browser that was had for it is gone, and so is its session.
		const listed = () => account.ask<{ sessions: object[] }>("GET", "/sessions");
		await expect.poll(listed).toMatchObject({ body: { sessions: { length: 1 } } });
		const browser = new BindingBrowser(env.BROWSER, patience);
		await expect.poll(() => browser.list()).toMatchObject({ value: { length: 1 } });
		expect((await account.ask("DELETE", `/profiles/${record.id}`)).status).toBe(204);
	});

	test("put in another's place in the catalog stays shut", async () => {
		const copied = await session.save();
		await env.CATALOG.prepare(
			`UPDATE profile_parts SET data = (SELECT data FROM profile_parts WHERE profile_id = ?) WHERE profile_id = ?`,
		)
			.bind(profile.profile_id, copied.profile_id)
			.run();
		expect(await account.ask("POST", "/sessions", { profile_id: copied.profile_id })).toMatchObject({
			status: 422,
			body: { code: "profile_unusable" },
		});
	});

	test("deleted while its session waits for a place is why that fails", async () => {
		const { profile_id } = await session.save();
		const limits = `/berth/v1/accounts/${account.name}/limits`;
		await call("PUT", limits, { body: JSON.stringify({ maxConcurrentSessions: 1 }) });
		const { body } = await account.ask<{ provision_id: string }>("POST", "/sessions", { profile_id });
		await account.ask("DELETE", `/profiles/${profile_id}`);
		await call("PUT", limits, { body: "{}" });
		const poll = () => account.ask("POST", `/sessions/provision/${body.provision_id}`);
		await expect
			.poll(async () => (await poll()).body)
			.toEqual({
				status: "failed",
				provision_id: body.provision_id,
				error: "ProvisioningFailed: Profile not found.",
			});
	});
});

test("an account may have a hundred", async () => {
	const other = new Account();
	const record = { ...sealedElsewhere(), account: other.name };
	await env.CATALOG.batch(
		Array.from({ length: 100 }, () =>
			env.CATALOG.prepare(
				`INSERT INTO profiles (id, account_id, size_bytes, created_at, updated_at, summary)
				VALUES (?, ?, 0, 0, 0, '')`,
			).bind(crypto.randomUUID(), other.name),
		),
	);
	const full = await other.session();
	expect(await other.ask("POST", "/profiles", { session_id: full.id })).toMatchObject({
		status: 422,
		body: { code: "profile_limit_reached", error: expect.stringContaining("100") },
	});
	expect(await other.profiles()).toHaveLength(100);
	const parts = await env.CATALOG.prepare("SELECT count(*) FROM profile_parts WHERE profile_id = ?")
		.bind(record.id)
		.first("count(*)");
	expect(parts).toBe(0);
	await full.end();
});

describe("another account's", () => {
	const stranger = new Account();

	test.each<[string, string, object?]>([
		["GET", "/profiles/{profile}"],
		["DELETE", "/profiles/{profile}"],
		["POST", "/sessions", { profile_id: "{profile}" }],
		["POST", "/sessions", { profile_id: UNKNOWN }],
		["POST", "/profiles", { session_id: "{session}" }],
		["POST", "/profiles", { session_id: UNKNOWN }],
	])("%s %s %j is as unknown as what never was", async (method, path, fields = {}) => {
		const filled = (text: string) =>
			text.replace("{profile}", profile.profile_id).replace("{session}", session.id);
		const body = method === "POST" ? (JSON.parse(filled(JSON.stringify(fields))) as object) : undefined;
		const code = path === "/profiles" ? "session_not_found" : "profile_not_found";
		expect(await stranger.ask(method, filled(path), body)).toMatchObject({ status: 404, body: { code } });
		expect(await stranger.profiles()).toEqual([]);
		expect((await account.profile(profile.profile_id)).name).toBe("mine");
	});

	test("profile is not written over from a session of one's own", async () => {
		const own = await stranger.session();
		const body = { session_id: own.id, profile_id: profile.profile_id };
		expect(await stranger.ask("POST", "/profiles", body)).toMatchObject({ status: 404 });
		await own.end();
	});
});

describe("who may only read", () => {
	test.each([
		["GET", "/profiles", 200],
		["GET", "/profiles/{profile}", 200],
		["POST", "/profiles", 403],
		["DELETE", "/profiles/{profile}", 403],
	])("%s %s is answered with %i", async (method, path, status) => {
		const { token } = await makeToken({ right: "read", account: account.name });
		const to = path.replace("{profile}", profile.profile_id);
		const body = method === "POST" ? JSON.stringify({ session_id: session.id }) : null;
		expect((await call(method, to, { headers: bearer(token), body })).status).toBe(status);
		expect((await call(method, to, { headers: {}, body })).status).toBe(401);
	});
});

test.each([
	["POST", "/profiles", {}, "session_id"],
	["POST", "/profiles", { session_id: 5 }, "session_id"],
	["POST", "/profiles", { session_id: "x", name: "" }, "name"],
	["POST", "/profiles", { session_id: "x", name: "n".repeat(101) }, "name"],
	["POST", "/profiles", { session_id: "x", profil: "y" }, "profil"],
	["POST", "/sessions", { profile_id: 5 }, "profile_id"],
	["POST", "/sessions", { save_profile: true }, "save_profile"],
	["POST", "/sessions", { profile_id: "x", cdp_url: "https://browser.example" }, "profile_id"],
	["POST", "/sessions", { profile_id: "x", save_profile: "yes" }, "save_profile"],
])("%s %s with %j is refused, and names %s", async (method, path, fields, name) => {
	const { status, body } = await account.ask(method, path, fields);
	expect(status).toBe(400);
	expect(body).toEqual({ code: "invalid_request", error: expect.stringContaining(name) });
});

test.each([
	["PUT", "/profiles", "GET, POST"],
	["PATCH", "/profiles/x", "GET, DELETE"],
])("%s %s is not allowed", async (method, path, allow) => {
	const { status, headers } = await call(method, path, { headers: ADMIN });
	expect([status, headers.get("Allow")]).toEqual([405, allow]);
});

const sealedElsewhere = () => ({
	id: crypto.randomUUID(),
	sizeBytes: 0,
	createdAt: Date.now(),
	updatedAt: Date.now(),
});
