import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { accessModeOf } from "../../domain/principal.ts";
import { LINK_LIFETIME_MS, linksOf } from "../../links/target-links.ts";
import type { ViewMode } from "../../links/urls.ts";
import type { BerthEnv } from "../context.ts";
import { json } from "../declarations.ts";
import { linkSource } from "../link-source.ts";
import { refuseInvalid } from "../problems.ts";
import { callSessionInView } from "../sessions.ts";
import { shownPage } from "../shown-page.ts";
import { sessionParams } from "./session-schemas.ts";

const page = (what: string) => z.string().openapi({ description: `A page with ${what}, for five minutes` });

const tab = z
	.object({
		id: z.string(),
		url: z.string(),
		title: z.string(),
		devtoolsUrl: page("the inspector"),
		tabUrl: page("the tab alone"),
		browserUrl: page("the whole browser"),
	})
	.openapi("Tab");

const list = createRoute({
	method: "get",
	path: "/sessions/{id}/tabs",
	summary: "A running session's tabs, with links for a person; listing them is no use of it",
	request: { params: sessionParams },
	responses: { 200: json(z.object({ tabs: z.array(tab) }), "The tabs") },
});

/** The tabs of sessions; below the sessions, which ask who it is. */
export const tabs = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

tabs.openapi(list, async (c) => {
	const { id: sessionId } = c.req.valid("param");
	const found = await callSessionInView(c, sessionId, (session) => session.tabs());
	const grant = {
		...linkSource(c, sessionId),
		mode: accessModeOf(c.var.principal),
		expiresInMs: LINK_LIFETIME_MS.fallback,
	};
	const pageOf = async (targetId: string, mode: ViewMode) =>
		(await linksOf(grant, targetId, mode)).devtoolsFrontendUrl;
	const shown = found.map(async ({ id, url, title = "" }) => {
		const [devtoolsUrl, tabUrl, browserUrl] = await Promise.all([
			pageOf(id, "devtools"),
			pageOf(id, "tab"),
			pageOf(id, "full"),
		]);
		return { id, ...shownPage(c.var.principal, { url, title }), devtoolsUrl, tabUrl, browserUrl };
	});
	return c.json({ tabs: await Promise.all(shown) }, 200);
});
