import { CATALOG_FAULTS, type CatalogFault, failuresSoFar, setFault } from "./catalog-fault.ts";
import { steady } from "./steady-browser.ts";

/** What the driver asks beside Berth's own routes, on the real catalog; `undefined` for every other request. */
export async function answerDriver(request: Request, env: Env): Promise<Response | undefined> {
	const { pathname } = new URL(request.url);
	if (!pathname.startsWith("/chaos/")) return undefined;
	if (request.headers.get("Authorization") !== `Bearer ${env.ADMIN_TOKEN}`)
		return new Response("Not the driver\n", { status: 401 });
	switch (pathname) {
		case "/chaos/catalog-fault":
			setFault(readFault(await request.json()));
			return Response.json({});
		case "/chaos/failures":
			return Response.json({ failures: failuresSoFar() });
		case "/chaos/select":
			return Response.json(await select(env.CATALOG, await request.json<string[]>()));
		case "/chaos/browsers":
			return steady(env.BROWSER).fetch("https://browser/v1/devtools/session");
		default:
			return new Response("Not found\n", { status: 404 });
	}
}

/** The rows of each query, all of one moment. */
async function select(db: D1Database, queries: readonly string[]): Promise<unknown[]> {
	const writing = queries.find((sql) => !/^\s*SELECT\b/i.test(sql));
	if (writing !== undefined) throw new Error(`not a query: ${writing}`);
	const results = await db.batch(queries.map((sql) => db.prepare(sql)));
	return results.map(({ results: rows }) => rows);
}

function readFault(body: unknown): CatalogFault {
	const { mode, every, until } = body as Record<string, unknown>;
	const known = CATALOG_FAULTS.find((each) => each === mode);
	if (known === undefined || typeof every !== "number" || typeof until !== "number")
		throw new Error("not a fault");
	return { mode: known, every, until };
}
