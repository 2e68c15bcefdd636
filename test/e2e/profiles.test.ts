import { afterAll, beforeAll, expect, test } from "vitest";
import { type Berth, startBerth } from "./berth.ts";
import { startPages } from "./pages.ts";

let berth: Berth;
let pages: Awaited<ReturnType<typeof startPages>>;
/** The same server under another name: a site of its own to a browser. */
let other: string;

const login = `<!doctype html><title>Sign in</title><form action="/in" method="post">
<input name="user" id="user"><button>Sign in</button></form>`;

const draft = `<!doctype html><title>Draft</title><h1></h1><script>
const show = () => {
	const opening = indexedDB.open("drafts", 2);
	opening.onupgradeneeded = () => opening.result.createObjectStore("texts", { autoIncrement: true });
	opening.onsuccess = () => {
		const store = opening.result.transaction("texts", "readwrite").objectStore("texts");
		const writing = location.hash === "" ? undefined : store.put({ text: location.hash, at: new Date() });
		const reading = store.getAll();
		reading.onsuccess = () => {
			if (writing) localStorage.setItem("theme", location.hash);
			document.querySelector("h1").textContent =
				[localStorage.getItem("theme"), ...reading.result.map((each) => each.text + (each.at instanceof Date))].join();
			document.title = "Shown";
		};
	};
};
show();
</script>`;

/** Answers for its site from now on, and shows that it was asked. */
const worker = `self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(clients.claim()));
self.addEventListener("fetch", (event) => {
	if (new URL(event.request.url).pathname === "/") event.respondWith((async () => {
		await fetch("/asked-by-worker");
		return new Response("<script>localStorage.setItem('theme', 'stolen')</script>", { headers: { "content-type": "text/html" } });
	})());
});`;

beforeAll(async () => {
	berth = await startBerth();
	pages = await startPages({
		"/login": login,
		"/in": (_, response) => {
			const cookie = "member=ann; HttpOnly; SameSite=Strict; Max-Age=3600";
			response.writeHead(303, { location: "/members", "set-cookie": cookie }).end();
		},
		"/members": (request, response) => {
			const isIn = request.headers.cookie?.includes("member=ann") === true;
			response.writeHead(isIn ? 200 : 403, { "content-type": "text/html" });
			response.end(isIn ? "<title>Members</title><h1>Welcome back</h1>" : "<title>No</title>");
		},
		"/draft": draft,
		"/worker.js": (_, response) => {
			response.writeHead(200, { "content-type": "text/javascript" }).end(worker);
		},
		"/work": `<!doctype html><title>Work</title><script>
			navigator.serviceWorker.register("/worker.js").then(() => navigator.serviceWorker.ready)
				.then(() => { document.title = "At work"; });
		</script>`,
	});
	other = pages.url.replace("127.0.0.1", "localhost");
});
afterAll(async () => {
	await berth.stop();
	await pages.stop();
});

interface Body {
	readonly session_id: string;
	readonly profile_id: string;
	readonly success: boolean;
	readonly results: readonly { readonly data?: unknown; readonly error?: string }[];
}

async function ask(method: string, path: string, body?: object): Promise<{ status: number; body: Body }> {
	const answer = await fetch(`${berth.url}${path}`, {
		method,
		headers: { Authorization: `Bearer ${berth.adminToken}` },
		...(body !== undefined && { body: JSON.stringify(body) }),
	});
	const text = await answer.text();
	return { status: answer.status, body: text === "" ? {} : JSON.parse(text) };
}

/** Runs commands, and gives what the last one gave. */
async function run(session_id: string, ...commands: readonly (readonly [string, object?])[]) {
	const { body } = await ask("POST", "/commands", {
		session_id,
		commands: commands.map(([command, data]) => ({ command, data })),
	});
	if (!body.success) throw new Error(body.results.at(-1)?.error);
	return body.results.at(-1)?.data;
}

const start = async (options: object) => (await ask("POST", "/sessions", options)).body.session_id;

const shown = (url: string) =>
	[
		["navigate_to", { url }],
		["wait_for_function", { expression: `document.title === "Shown"` }],
		["get_text", { selector: "h1" }],
	] as const;

test("a profile saved in one session is alive in another: signed in, with what its sites kept", async () => {
	const first = await start({ start_url: `${pages.url}/login` });
	await run(first, ["type_text", { selector: "#user", text: "ann" }], ["click", { selector: "button" }]);
	expect(await run(first, ["wait_for_element", { selector: "h1" }], ["get_title"])).toBe("Members");
	await run(first, ...shown(`${pages.url}/draft#here`));
	await run(
		first,
		...shown(`${other}/draft#there`),
		["navigate_to", { url: `${other}/work` }],
		["wait_for_function", { expression: `document.title === "At work"` }],
	);

	const asked = pages.requests.length;
	const saved = await ask("POST", "/profiles", { session_id: first, name: "ann" });
	expect(saved).toMatchObject({ status: 201, body: { name: "ann", left_out: [] } });
	await ask("DELETE", `/sessions/${first}`);

	const { profile_id } = saved.body;
	const second = await start({ profile_id, save_profile: true, start_url: `${pages.url}/members` });
	expect(pages.requests.slice(asked).filter((path) => path !== "/favicon.ico")).toEqual(["/members"]);
	expect(await run(second, ["get_title"])).toBe("Members");
	expect(await run(second, ...shown(`${pages.url}/draft`))).toBe("#here,#heretrue");
	expect(await run(second, ...shown(`${other}/draft#again`))).toBe("#again,#theretrue,#againtrue");
	await ask("DELETE", `/sessions/${second}`);
	const ended = await ask("GET", `/sessions/${second}`);
	expect(ended.body).toMatchObject({ profile: { profile_id, refused_records: 0, update: "saved" } });

	// Berth's own restart changes nothing of it.
	await berth.restart();
	const third = await start({ profile_id });
	expect(await run(third, ...shown(`${other}/draft`))).toBe("#again,#theretrue,#againtrue");
	expect(await run(third, ["navigate_to", { url: `${pages.url}/members` }], ["get_title"])).toBe("Members");
	await ask("DELETE", `/sessions/${third}`);
});
