import { describe, expect, test } from "vitest";
import { BindingBrowser } from "../../src/browser/binding.ts";

type Fetch = Fetcher["fetch"];

const timing = { leaseMs: 180_000, acquireTimeoutMs: 50, answerTimeoutMs: 50 };
const options = {};

/** A browser behind a scripted upstream, and the requests that it saw. */
function browserWith(answer: (request: Request) => Response | Promise<Response>) {
	const requests: Request[] = [];
	const fetch: Fetch = async (input, init) => {
		const request = new Request(input, init);
		requests.push(request);
		return answer(request);
	};
	return { browser: new BindingBrowser({ fetch }, timing), requests };
}

const never = () => new Promise<Response>(() => {});

describe("acquiring", () => {
	test("takes a browser on a lease, whatever the session's own keep-alive", async () => {
		const { browser, requests } = browserWith(() => Response.json({ sessionId: "b1" }));
		expect(await browser.acquire({ ...options, lab: false })).toEqual({
			ok: true,
			value: "b1",
		});
		const { searchParams } = new URL(requests[0]?.url ?? "");
		expect(Object.fromEntries(searchParams)).toEqual({
			keep_alive: "180000",
			lab: "false",
		});
	});

	test.each([
		["7", 7],
		["0.2", 1],
		["3600", 60],
		["soon", 1],
		[null, 1],
	])("passes on a 429 whose Retry-After is %s as one of %i s", async (retryAfter, seconds) => {
		const headers = new Headers(retryAfter === null ? {} : { "Retry-After": retryAfter });
		const { browser } = browserWith(() => new Response("slow down", { status: 429, headers }));
		expect(await browser.acquire(options)).toEqual({
			ok: false,
			problem: {
				code: "rate_limited",
				message: "Rate limit exceeded",
				retryAfterS: seconds,
				limit: { name: "acquisitions", scope: "upstream" },
			},
		});
	});

	test("tells the day's limit from the rate limit", async () => {
		const body = { errors: [{ code: 2001, message: "Browser time limit exceeded for today" }] };
		const { browser } = browserWith(() => Response.json(body, { status: 429 }));
		expect(await browser.acquire(options)).toMatchObject({
			problem: { code: "browser_time_exceeded", message: "Browser time limit exceeded for today" },
		});
	});

	test.each([
		["refuses", () => new Response("no", { status: 500 })],
		["answers something else", () => new Response("<html>")],
		["never answers", never],
	])("is a 503 of its own when the upstream %s", async (_, answer) => {
		const { browser } = browserWith(answer);
		expect(await browser.acquire(options)).toMatchObject({
			problem: {
				code: "no_browser_available",
				message: "No browser available. Please try again in a few minutes.",
			},
		});
	});

	test("tries again when a browser fails to start", async () => {
		let tries = 0;
		const fetch: Fetch = async () => {
			tries += 1;
			if (tries === 1) throw new Error("no Chrome");
			return tries === 2 ? new Response("no", { status: 500 }) : Response.json({ sessionId: "third" });
		};
		const browser = new BindingBrowser({ fetch }, { ...timing, acquireTimeoutMs: 10_000 });
		expect(await browser.acquire({})).toEqual({ ok: true, value: "third" });
	});

	test("a browser that comes too late is given back", async () => {
		const late = Promise.withResolvers<Response>();
		const { browser, requests } = browserWith((request) =>
			request.method === "POST" ? late.promise : Response.json({ status: "closing" }),
		);
		expect(await browser.acquire(options)).toMatchObject({ ok: false });
		late.resolve(Response.json({ sessionId: "late" }));
		await expect
			.poll(() => requests.map(({ method, url }) => `${method} ${url}`))
			.toContain("DELETE https://browser/v1/devtools/browser/late");
	});
});

describe("guardrails", () => {
	test("are handed to a browser in the hosted service's terms, and never the sets of Berth's own", async () => {
		const { browser, requests } = browserWith(() => Response.json({ sessionId: "b1" }));
		const hosted = { allowedDomains: ["*.example.com"], allowedDomainSets: ["common-cdns"] };
		const asked = { allowedDomainSets: ["common-cdns", "team"], hosts: ["*.example.com", "esm.sh"] };
		expect(await browser.acquire({ guardrails: { ...asked, hosted } })).toMatchObject({ ok: true });
		expect(await requests[0]?.json()).toEqual({ guardrails: hosted });
	});

	test("that it has no words for are left to Berth", async () => {
		const { browser, requests } = browserWith(() => Response.json({ sessionId: "b1" }));
		expect(await browser.acquire({ guardrails: { hosts: ["[::1]"] } })).toMatchObject({ ok: true });
		expect(await requests[0]?.json()).toEqual({});
	});
});

describe("connecting", () => {
	test.each([
		["404", () => new Response("unknown", { status: 404 })],
		["410", () => new Response("ended", { status: 410 })],
		[
			"the local service's 500",
			() => new Response("AssertionError: sessionInfo must be set before", { status: 500 }),
		],
	])("to a browser that has ended is told by %s", async (_, answer) => {
		expect(await browserWith(answer).browser.connect("b")).toEqual({ kind: "gone" });
	});

	test.each([
		["refuses", () => new Response("busy", { status: 503 })],
		["never answers", never],
	])("is only out of reach when the upstream %s", async (_, answer) => {
		expect(await browserWith(answer).browser.connect("b")).toMatchObject({ kind: "unreachable" });
	});
});

describe("the upstream's word on a browser", () => {
	test.each<[string, () => Response | Promise<Response>, boolean]>([
		["a detail", () => Response.json({ sessionId: "b", startTime: 1 }), true],
		["a detail with an end", () => Response.json({ sessionId: "b", endTime: 2 }), false],
		["a 404", () => new Response("", { status: 404 }), false],
		["a 500", () => new Response("", { status: 500 }), true],
		["silence", never, true],
	])("%s", async (_, answer, isAlive) => {
		expect(await browserWith(answer).browser.isAlive("b")).toBe(isAlive);
	});

	test("a browser that never answers refuses each question in time", async () => {
		const { browser } = browserWith(never);
		const answers = await Promise.all([browser.version("b"), browser.protocol("b"), browser.targets("b")]);
		for (const answer of answers) expect(answer).toMatchObject({ problem: { code: "browser_unreachable" } });
		expect(await browser.close("b")).toBe(false);
	});

	test("titles are what the pages say, not what Chrome escapes them to", async () => {
		const page = {
			id: "1",
			type: "page",
			url: "about:blank",
			title: "&lt;A&gt; &amp;amp; &quot;B&quot; &#39;C&#39;",
		};
		const targets = await browserWith(() => Response.json([page])).browser.targets("b");
		expect(targets).toMatchObject({ value: [{ title: `<A> &amp; "B" 'C'` }] });
	});

	test("Chrome's own windows are not listed", async () => {
		const page = {
			id: "1",
			type: "page",
			url: "about:blank",
			title: "",
			webSocketDebuggerUrl: "ws://127.0.0.1",
		};
		const { browser } = browserWith(() => Response.json([page, { ...page, id: "2", type: "browser_ui" }]));
		const targets = await browser.targets("b");
		expect(targets).toEqual({
			ok: true,
			value: [{ id: "1", type: "page", url: "about:blank", title: "", description: "" }],
		});
	});
});

describe("the browsers that run", () => {
	/** A service with so many browsers, every tenth of which has ended, that lists `limit` of them from `offset`. */
	const service = (count: number) => (request: Request) => {
		const { searchParams } = new URL(request.url);
		const [limit, offset] = ["limit", "offset"].map((name) => Number(searchParams.get(name)));
		const all = Array.from({ length: count }, (_, at) => ({
			sessionId: `b${at}`,
			...(at % 10 === 0 && { endTime: 1 }),
		}));
		return Response.json(all.slice(offset, (offset ?? 0) + (limit ?? 0)));
	};

	test.each([
		[0, 0],
		[199, 179],
		[200, 180],
		[410, 369],
	])("of %i listed are %i, page by page", async (count, running) => {
		const { browser } = browserWith(service(count));
		const listed = await browser.list();
		expect(listed.ok && new Set(listed.value).size).toBe(running);
	});

	test("are not known where there is no end to them", async () => {
		const { browser, requests } = browserWith(service(10_000));
		expect(await browser.list()).toMatchObject({ ok: false, problem: { code: "browser_unreachable" } });
		expect(requests).toHaveLength(10);
	});
});
