import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { call } from "../berth.ts";
import { Account, ProfiledSession, type ShownProfile } from "./account.ts";
import { hold, sites } from "./sites.ts";

/** An account with a profile of one site, in which `what` is `old`. */
async function withProfile() {
	const account = new Account();
	const session = await account.session({}, sites);
	await session.visit("https://one.test/");
	await session.value(`localStorage.setItem("what", "old")`);
	const { profile_id } = await session.save({ name: "mine" });
	await session.end();
	return { account, profile_id };
}

/** A session that is to save its profile, in which `what` is `new`. */
async function changed(account: Account, profile_id: string): Promise<ProfiledSession> {
	const session = await account.session({ profile_id, save_profile: true }, sites);
	await session.visit("https://one.test/");
	await session.value(`localStorage.setItem("what", "new")`);
	return session;
}

/** What a session that begins with the profile finds. */
async function what(account: Account, profile_id: string): Promise<unknown> {
	const session = await account.session({ profile_id }, sites);
	await session.visit("https://one.test/");
	const found = await session.value(`localStorage.getItem("what")`);
	await session.end();
	return found;
}

describe("a session that is to save its profile", () => {
	test("has saved it when its DELETE is answered, and says so; a second DELETE changes nothing", async () => {
		const { account, profile_id } = await withProfile();
		const session = await changed(account, profile_id);
		await Promise.all([session.end(), session.end()]);
		expect(await session.shown()).toMatchObject({
			close_reason: "NormalClosure",
			profile: { profile_id, update: "saved" },
		});
		expect(await what(account, profile_id)).toBe("new");
		expect((await account.profile(profile_id)).name).toBe("mine");
	});

	test("saves it when a client closes the browser", async () => {
		const { account, profile_id } = await withProfile();
		const session = await changed(account, profile_id);
		const client = await session.connect();
		expect(await client.send("Browser.close")).toHaveProperty("result");
		expect((await session.shown()).profile?.update).toBe("saved");
		expect(await what(account, profile_id)).toBe("new");
	});

	test("saves it when it idles out", async () => {
		const { account, profile_id } = await withProfile();
		const id = crypto.randomUUID();
		const options = { keepAliveMs: 1_000, waitMs: 0, profileId: profile_id, savesProfile: true };
		const { updated_at } = await account.profile(profile_id);
		expect(await env.SESSION.getByName(id).create(id, account.name, options)).toHaveProperty("ok", true);
		const session = new ProfiledSession(account, id, undefined);
		await expect.poll(async () => (await session.shown()).close_reason).toBe("BrowserIdle");
		await expect.poll(async () => (await session.shown()).profile?.update).toBe("saved");
		expect((await account.profile(profile_id)).updated_at > updated_at).toBe(true);
		expect(await what(account, profile_id)).toBe("old");
	});

	test("keeps the old one when its browser crashes", async () => {
		const { account, profile_id } = await withProfile();
		const session = await changed(account, profile_id);
		const client = await session.connect();
		void client.send("Browser.crash");
		await expect.poll(async () => (await session.shown()).close_reason).toBe("ChromiumCrashed");
		expect((await session.shown()).profile?.update).toBeUndefined();
		expect(await what(account, profile_id)).toBe("old");
	});

	test("keeps the old one when a page won't let it be read, and says which", async () => {
		const { account, profile_id } = await withProfile();
		const session = await changed(account, profile_id);
		await session.value(hold("held"));
		await session.end();
		expect((await session.shown()).profile?.update).toContain(
			"what https://one.test keeps could not be read",
		);
		expect(await what(account, profile_id)).toBe("old");
	});

	test("does not bring back one that was deleted meanwhile, and says why", async () => {
		const { account, profile_id } = await withProfile();
		const session = await changed(account, profile_id);
		await account.ask("DELETE", `/profiles/${profile_id}`);
		await session.end();
		expect((await session.shown()).profile?.update).toBe("Profile not found.");
		expect(await account.profiles()).toEqual([]);
	});

	test("ends for its reason while the profile is being saved, and takes no more commands", async () => {
		const { account, profile_id } = await withProfile();
		const session = await changed(account, profile_id);
		const ending = session.end();
		await expect.poll(async () => (await session.shown()).close_reason).toBe("NormalClosure");
		const answer = await account.ask<ShownProfile>("POST", "/profiles", { session_id: session.id });
		expect(answer.status).toBe(410);
		await ending;
		expect(await what(account, profile_id)).toBe("new");
	});
});

test("a session that is not to save its profile leaves it as it was", async () => {
	const { account, profile_id } = await withProfile();
	const session = await account.session({ profile_id }, sites);
	await session.visit("https://one.test/");
	await session.value(`localStorage.setItem("what", "new")`);
	await session.end();
	expect((await session.shown()).profile).not.toHaveProperty("update");
	expect(await what(account, profile_id)).toBe("old");
});

test("one that waits for a place begins with its profile when its turn comes", async () => {
	const { account, profile_id } = await withProfile();
	const limits = `/berth/v1/accounts/${account.name}/limits`;
	await call("PUT", limits, { body: JSON.stringify({ maxConcurrentSessions: 0 }) });
	const { body } = await account.ask<{ provision_id: string }>("POST", "/sessions", { profile_id });
	await call("PUT", limits, { body: "{}" });
	const poll = () => account.ask("POST", `/sessions/provision/${body.provision_id}`);
	await expect.poll(async () => (await poll()).body).toMatchObject({ status: "ready" });
	const session = new ProfiledSession(account, body.provision_id, undefined);
	expect((await session.shown()).profile).toMatchObject({ profile_id });
	await session.end();
});
