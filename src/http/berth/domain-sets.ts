import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import {
	deleteDomainSet,
	type DomainSetRecord,
	findDomainSets,
	listDomainSets,
	saveDomainSet,
} from "../../catalog/domain-sets.ts";
import { BUILT_IN_SETS } from "../../domain/built-in-sets.ts";
import { domainSetName, hostPattern } from "../../domain/guardrails.ts";
import { problem } from "../../domain/problem.ts";
import { authenticate, requireAdmin } from "../auth.ts";
import { readCatalog } from "../catalog-access.ts";
import type { BerthEnv } from "../context.ts";
import { json } from "../declarations.ts";
import { MOST_HOSTS } from "../host-list.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { ProblemError } from "../problem-error.ts";
import { refuseInvalid } from "../problems.ts";

const MOST_SETS = 100;

const content = z.strictObject({ domains: z.array(hostPattern).max(MOST_HOSTS) });

const shownSet = z
	.object({
		name: z.string(),
		domains: z.array(z.string()),
		isBuiltIn: z.boolean(),
		updatedAt: z.number().optional().openapi({ description: "Epoch milliseconds" }),
	})
	.openapi("DomainSet");

const params = z.object({ name: domainSetName });

const list = createRoute({
	method: "get",
	path: "/domain-sets",
	summary: "Every list of hosts that guardrails may name",
	responses: { 200: json(z.object({ domainSets: z.array(shownSet) }), "The sets, by name") },
});

const read = createRoute({
	method: "get",
	path: "/domain-sets/{name}",
	summary: "One of them",
	request: { params },
	responses: { 200: json(shownSet, "The set") },
});

const put = createRoute({
	method: "put",
	path: "/domain-sets/{name}",
	summary: "Make a set, or replace what it holds; sessions that run keep what it held when they started",
	request: { params, body: { content: { "application/json": { schema: content } }, required: true } },
	responses: { 200: json(shownSet, "The set from now on") },
});

const remove = createRoute({
	method: "delete",
	path: "/domain-sets/{name}",
	summary: "Delete a set",
	request: { params },
	responses: { 204: { description: "It is deleted" } },
});

/** Lists of hosts for guardrails, in the admin's hands. */
export const domainSets = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

domainSets.use("/domain-sets/*", authenticate, requireAdmin);

domainSets.openapi(list, async (c) => {
	const own = await readCatalog(c.env.CATALOG, () => listDomainSets(c.env.CATALOG));
	const all = [...builtIn, ...own.map(presentSet)].toSorted((a, b) => (a.name < b.name ? -1 : 1));
	return c.json({ domainSets: all }, 200);
});

domainSets.openapi(read, async (c) => {
	const { name } = c.req.valid("param");
	const own = await readCatalog(c.env.CATALOG, () => findDomainSets(c.env.CATALOG, [name]));
	const found = [...builtIn, ...own.map(presentSet)].find((set) => set.name === name);
	if (found === undefined) throw unknownSet();
	return c.json(found, 200);
});

domainSets.openapi(put, async (c) => {
	const { name } = c.req.valid("param");
	if (BUILT_IN_SETS.has(name)) throw isBuiltIn(name);
	const record = { name, domains: [...new Set(c.req.valid("json").domains)], updatedAt: Date.now() };
	const { CATALOG } = c.env;
	const isSaved = await readCatalog(CATALOG, () => saveDomainSet(CATALOG, record, MOST_SETS));
	if (!isSaved) throw new ProblemError(problem("domain_set_limit_reached", `There are ${MOST_SETS} sets.`));
	return c.json(presentSet(record), 200);
});

domainSets.openapi(remove, async (c) => {
	const { name } = c.req.valid("param");
	if (BUILT_IN_SETS.has(name)) throw isBuiltIn(name);
	const isKnown = await readCatalog(c.env.CATALOG, () => deleteDomainSet(c.env.CATALOG, name));
	if (!isKnown) throw unknownSet();
	return c.body(null, 204);
});

domainSets.all("/domain-sets", allowOnly("GET"));
domainSets.all("/domain-sets/:name", allowOnly("GET", "PUT", "DELETE"));

const presentSet = ({ name, domains, updatedAt }: DomainSetRecord) => ({
	name,
	domains: [...domains],
	isBuiltIn: false,
	updatedAt,
});

const builtIn = [...BUILT_IN_SETS].map(([name, hosts]) => ({ name, domains: [...hosts], isBuiltIn: true }));

const unknownSet = () => new ProblemError(problem("domain_set_not_found", "Domain set not found."));
const isBuiltIn = (name: string) =>
	new ProblemError(problem("invalid_request", `name: ${name} is built in, and stays as it is`));
