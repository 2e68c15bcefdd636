import { OpenAPIHono } from "@hono/zod-openapi";
import { createMiddleware } from "hono/factory";
import { problem } from "../domain/problem.ts";
import { audit } from "./audit.ts";
import { artifactFiles } from "./artifact-files.ts";
import { audits } from "./berth/audit.ts";
import { binding } from "./binding/routes.ts";
import { capacities } from "./berth/capacity.ts";
import { crawls as nativeCrawls } from "./berth/crawls.ts";
import { domainSets } from "./berth/domain-sets.ts";
import { entries } from "./berth/entries.ts";
import { handoffs } from "./berth/handoff.ts";
import { health } from "./berth/health.ts";
import { maintenance } from "./berth/maintenance.ts";
import { metrics } from "./berth/metrics.ts";
import { recordings } from "./berth/recordings.ts";
import { sessions } from "./berth/sessions.ts";
import { tokens } from "./berth/tokens.ts";
import { whoami } from "./berth/whoami.ts";
import { browsrCommands } from "./browsr/commands.ts";
import { browsrCrawl } from "./browsr/crawl.ts";
import { browsrObserve } from "./browsr/observe.ts";
import { browsrProfiles } from "./browsr/profiles.ts";
import { browsrScrape } from "./browsr/scrape.ts";
import { browsrSessions } from "./browsr/sessions.ts";
import { stream } from "./browsr/stream.ts";
import { crawls } from "./cloudflare/crawl/routes.ts";
import { quickActions } from "./cloudflare/quick/routes.ts";
import { recordings as cloudflareRecordings } from "./cloudflare/recordings.ts";
import { rootDiscovery } from "./cloudflare/root-discovery.ts";
import { devtools } from "./cloudflare/routes.ts";
import { verifyToken } from "./cloudflare/verify-token.ts";
import type { BerthEnv } from "./context.ts";
import { answerProblem } from "./dialects.ts";
import { boundHeaders } from "./header-bounds.ts";
import { checkHost } from "./host.ts";
import { checkOrigin } from "./origin.ts";
import { valueOf } from "./problem-error.ts";
import { problemOf } from "./problems.ts";
import { settingsOf } from "./settings.ts";
import { signedSockets } from "./signed-sockets.ts";
import { thinkrunAgent } from "./thinkrun/agent.ts";
import { thinkrunDriving } from "./thinkrun/driving-routes.ts";
import { thinkrunReports } from "./thinkrun/reports.ts";
import { thinkrunSessions } from "./thinkrun/sessions.ts";
import { thinkrunTexts } from "./thinkrun/texts.ts";

/** Without its settings everything is refused, with the reason. */
const configure = createMiddleware<BerthEnv>(async (c, next) => {
	const config = valueOf(settingsOf(c.env));
	c.set("config", config);
	c.set("origin", config.publicUrl === "" ? new URL(c.req.url).origin : config.publicUrl);
	await next();
});

/** Answers tell of live sessions and hold signed URLs: nobody on the way keeps them. */
const dontStore = createMiddleware<BerthEnv>(async (c, next) => {
	await next();
	if (c.res.status !== 101) c.header("cache-control", "no-store");
});

/** Not strict about a trailing slash: Playwright asks for `…/json/version/`. */
export const app = new OpenAPIHono<BerthEnv>({ strict: false });

app.use(boundHeaders);

// Before the settings are looked at: it says itself what is missing.
app.route("/healthz", health);

// They may be kept on the way, by whoever has the link.
app.use("/artifacts/*", configure, checkHost);
app.route("/artifacts", artifactFiles);

app.use(configure, audit, checkHost, checkOrigin, dontStore);

app.route("/client/v4/accounts/:account_id/browser-rendering/devtools", devtools);
app.route("/client/v4/accounts/:account_id/browser-run/devtools", devtools);
for (const product of ["browser-rendering", "browser-run"]) {
	app.route(`/client/v4/accounts/:account_id/${product}/recording`, cloudflareRecordings);
	app.route(`/client/v4/accounts/:account_id/${product}`, quickActions);
	app.route(`/client/v4/accounts/:account_id/${product}`, crawls);
}
app.route("/client/v4/user/tokens", verifyToken);
app.route("/binding/v1", binding);
app.route("/api/devtools", signedSockets);
app.route("/json", rootDiscovery);
app.route("/", browsrSessions);
app.route("/", browsrScrape);
app.route("/", browsrCrawl);
app.route("/", browsrObserve);
app.route("/", browsrCommands);
app.route("/", browsrProfiles);
app.route("/", thinkrunSessions);
app.route("/", thinkrunReports);
app.route("/", thinkrunTexts);
app.route("/", thinkrunDriving);
app.route("/", thinkrunAgent);
app.route("/berth/v1", whoami);
app.route("/berth/v1", capacities);
app.route("/berth/v1", tokens);
app.route("/berth/v1", audits);
app.route("/berth/v1", domainSets);
app.route("/berth/v1", nativeCrawls);
app.route("/berth/v1", maintenance);
app.route("/metrics", metrics);
// These two before the sessions, which ask everybody for a token: a link to a replay is good for them as well.
app.route("/berth/v1", recordings);
app.route("/berth/v1", entries);
app.route("/berth/v1", sessions);
app.route("/berth/v1", handoffs);
app.route("/stream", stream);

app.openAPIRegistry.registerComponent("securitySchemes", "token", { type: "http", scheme: "bearer" });
app.doc31("/openapi.json", (c) => ({
	openapi: "3.1.0",
	info: { title: "Berth", version: "1" },
	servers: [{ url: c.var.origin }],
	security: [{ token: [] }],
}));

app.notFound((c) =>
	answerProblem(c, problem("route_not_found", `No route for ${c.req.method} ${c.req.path}.`)),
);
app.onError((thrown, c) => answerProblem(c, problemOf(thrown)));
