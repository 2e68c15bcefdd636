import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { unsealSummary } from "../../catalog/profile-seal.ts";
import { deleteProfile, findProfile, listProfiles } from "../../catalog/profiles.ts";
import { problem } from "../../domain/problem.ts";
import type { ProfileDescription } from "../../domain/profile.ts";
import type { Result } from "../../domain/result.ts";
import { accountOfToken, authenticateByApiKey, requireWrite } from "../auth.ts";
import { readCatalog } from "../catalog-access.ts";
import type { BerthEnv } from "../context.ts";
import { json } from "../declarations.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { ProblemError, valueOf } from "../problem-error.ts";
import { refuseInvalid } from "../problems.ts";
import { callSession } from "../sessions.ts";
import {
	presentProfile,
	presentProfileDetail,
	profileDetail,
	profileList,
	saveBody,
} from "./profile-schemas.ts";
import { idParams } from "./schemas.ts";

const save = createRoute({
	method: "post",
	path: "/profiles",
	summary: "Save the cookies, localStorage and IndexedDB of a session's browser",
	middleware: requireWrite,
	request: { body: { content: { "application/json": { schema: saveBody } }, required: true } },
	responses: {
		200: json(profileDetail, "The profile, in the place of what it was"),
		201: json(profileDetail, "The new profile"),
	},
});

const list = createRoute({
	method: "get",
	path: "/profiles",
	summary: "The account's profiles, the one saved last first",
	responses: { 200: json(profileList, "The profiles") },
});

const read = createRoute({
	method: "get",
	path: "/profiles/{id}",
	summary: "What is in a profile, by names and counts",
	request: { params: idParams },
	responses: { 200: json(profileDetail, "The profile") },
});

const remove = createRoute({
	method: "delete",
	path: "/profiles/{id}",
	summary: "Delete a profile; sessions that have begun with it go on",
	middleware: requireWrite,
	request: { params: idParams },
	responses: { 204: { description: "It is deleted" } },
});

/** Saved profiles: Berth's own paths in Browsr's dialect, which names them in its create only. */
export const browsrProfiles = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

browsrProfiles.use("/profiles/*", authenticateByApiKey, accountOfToken);

browsrProfiles.openapi(save, async (c) => {
	const { session_id, name, profile_id: profileId } = c.req.valid("json");
	const saved = await callSession(c, session_id, (session): Promise<Result<ProfileDescription>> =>
		session.saveProfile({ name, profileId }),
	);
	c.set("subject", saved.id);
	const body = presentProfileDetail(saved);
	return profileId === undefined ? c.json(body, 201) : c.json(body, 200);
});

browsrProfiles.openapi(list, async (c) => {
	const { CATALOG } = c.env;
	const profiles = await readCatalog(CATALOG, () => listProfiles(CATALOG, c.var.account));
	return c.json({ profiles: profiles.map(presentProfile) }, 200);
});

browsrProfiles.openapi(read, async (c) => {
	const { record, summary: sealed } = await ownProfile(c, c.req.valid("param").id);
	const whose = { secret: c.var.config.encryptionSecret, profile: record };
	const summary = valueOf(await unsealSummary(whose, sealed));
	return c.json(presentProfileDetail({ ...record, summary }), 200);
});

browsrProfiles.openapi(remove, async (c) => {
	const { CATALOG } = c.env;
	const { id } = c.req.valid("param");
	const isDeleted = await readCatalog(CATALOG, () => deleteProfile(CATALOG, c.var.account, id));
	if (!isDeleted) throw new ProblemError(unknown);
	return c.body(null, 204);
});

browsrProfiles.all("/profiles", allowOnly("GET", "POST"));
browsrProfiles.all("/profiles/:id", allowOnly("GET", "DELETE"));

/** A profile of the request's account; another account's is as unknown as one that never was. */
export async function ownProfile(c: Context<BerthEnv>, id: string) {
	const { CATALOG } = c.env;
	const found = await readCatalog(CATALOG, () => findProfile(CATALOG, c.var.account, id));
	if (found === undefined) throw new ProblemError(unknown);
	return found;
}

const unknown = problem("profile_not_found", "Profile not found.");
