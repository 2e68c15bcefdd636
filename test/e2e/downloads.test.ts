import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gzipSync } from "node:zlib";
import { Account } from "./account.ts";
import { type PageHandler, type Pages, startPages } from "./pages.ts";
import { SharedBerth } from "./shared-berth.ts";

/** Not UTF-8, and longer than one chunk. */
const LATIN = Buffer.concat([Buffer.from("é".repeat(700_000)), Buffer.from([0xe9, 0xff, 0x00])]);
const PDF = Buffer.from(
	"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
);
const TOO_LONG = 10 * 1024 * 1024 + 1;

const file =
	(body: Buffer | string, headers: Record<string, string> = {}): PageHandler =>
	(_, response) =>
		void response.writeHead(200, { "content-type": "text/plain", ...headers }).end(body);
const attachment = (name: string) => ({ "content-disposition": `attachment; filename=${name}` });

const page = `<!doctype html><title>Files</title>
<a id="attached" href="/attached">a</a><a id="gzip" href="/gzip">a</a><a id="chunked" href="/chunked">a</a>
<a id="named" download="named.txt" href="/plain">a</a><a id="popup" target="_blank" href="/attached?popup">a</a>
<a id="redirected" href="/redirected">a</a><a id="data" download="data.txt" href="data:text/plain,hi">a</a>
<a id="blob" download="blob.bin">a</a><a id="long" href="/long">a</a><a id="endless" href="/endless">a</a>
<form method="post" action="/posted"><button id="posted">p</button></form>
<script>document.cookie = "who=me"; blob.href = URL.createObjectURL(new Blob([new Uint8Array([0, 255, 1])]));</script>`;

let berth: SharedBerth;
let account: Account;
let pages: Pages;
const agents: (string | undefined)[] = [];

beforeAll(async () => {
	berth = await SharedBerth.join();
	account = await new Account(berth).withToken();
	pages = await startPages({
		"/": page,
		"/attached": file(LATIN, attachment("latin.txt")),
		"/gzip": file(gzipSync("zipped"), { ...attachment("unzipped.txt"), "content-encoding": "gzip" }),
		"/chunked": (_, response) => {
			response.writeHead(200, { "content-type": "application/x-thing", ...attachment("chunked.bin") });
			response.write("first ");
			setTimeout(() => response.end("second"), 100);
		},
		"/plain": (request, response) => {
			agents.push(request.headers["user-agent"]);
			response.writeHead(200, { "content-type": "text/plain" }).end(`for ${request.headers.cookie}`);
		},
		"/redirected": (_, response) => void response.writeHead(302, { location: "/attached?redirected" }).end(),
		"/posted": (request, response) => {
			const csv = `${request.method},${request.headers.cookie}`;
			response.writeHead(200, { "content-type": "text/csv" }).end(csv);
		},
		"/report.pdf": (_, response) =>
			void response.writeHead(200, { "content-type": "application/pdf" }).end(PDF),
		"/long": file("x", { ...attachment("long.bin"), "content-length": String(TOO_LONG) }),
		"/endless": (_, response) => {
			response.writeHead(200, attachment("endless.bin"));
			response.end(Buffer.alloc(TOO_LONG));
		},
	});
});
afterAll(async () => {
	await berth.leave();
	await pages.stop();
});

interface Listed {
	readonly artifacts: readonly {
		readonly objectId: string;
		readonly name: string;
		readonly type: string;
		readonly contentType: string;
		readonly publicUrl: string;
	}[];
	readonly entries: readonly { readonly text: string; readonly detail: { readonly event: string } }[];
}

async function ask<T>(method: string, path: string, body?: object): Promise<T> {
	const headers = { Authorization: `Bearer ${account.token}` };
	const answer = await fetch(`${berth.url}${path}`, {
		method,
		headers,
		...(body && { body: JSON.stringify(body) }),
	});
	if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
	return (answer.status === 204 ? undefined : await answer.json()) as T;
}

const start = async (options: object): Promise<string> =>
	(await ask<{ session_id: string }>("POST", "/sessions", { start_url: pages.url, ...options })).session_id;

const click = (session_id: string, id: string) =>
	ask<object>("POST", "/commands", {
		session_id,
		commands: [{ command: "click", data: { selector: `#${id}` } }],
	});

interface Step {
	readonly success: boolean;
	readonly data?: object;
	readonly artifact?: { readonly object_id: string; readonly url: string };
}

async function open(session_id: string, path: string): Promise<Step> {
	const commands = [{ command: "navigate_to", data: { url: `${pages.url}${path}` } }];
	const { results } = await ask<{ results: readonly Step[] }>("POST", "/commands", { session_id, commands });
	const [step] = results;
	if (step === undefined) throw new Error("no step");
	return step;
}

const kept = async (id: string) => (await ask<Listed>("GET", `/berth/v1/sessions/${id}/artifacts`)).artifacts;
const noted = async (id: string, ...events: readonly string[]) =>
	(await ask<Listed>("GET", `/berth/v1/sessions/${id}/log?kind=download`)).entries.filter(({ detail }) =>
		events.includes(detail.event),
	);
const fates = (id: string) => noted(id, "kept", "skipped");

describe("a session that keeps its downloads", () => {
	let id: string;
	beforeAll(async () => {
		id = await start({ save_downloads: true });
	});
	afterAll(() => ask("DELETE", `/sessions/${id}`));

	test.each<[string, string, Buffer, string]>([
		["attached", "latin.txt", LATIN, "text/plain"],
		["gzip", "unzipped.txt", Buffer.from("zipped"), "text/plain"],
		["chunked", "chunked.bin", Buffer.from("first second"), "application/x-thing"],
		["redirected", "latin.txt", LATIN, "text/plain"],
		["posted", "posted", Buffer.from("POST,who=me"), "text/csv"],
		["named", "named.txt", Buffer.from("for who=me"), "text/plain"],
		["data", "data.txt", Buffer.from("hi"), "text/plain"],
		["blob", "blob.bin", Buffer.from([0, 255, 1]), "application/octet-stream"],
		["popup", "latin.txt", LATIN, "text/plain"],
	])("keeps one that is %s", async (link, name, bytes, contentType) => {
		const before = (await kept(id)).length;
		await click(id, link);
		await expect.poll(() => kept(id)).toHaveLength(before + 1);
		const artifact = (await kept(id)).at(-1);
		expect(artifact).toMatchObject({ type: "download", name, contentType });
		const answer = await fetch(artifact?.publicUrl ?? "");
		expect(answer.headers.get("content-disposition")).toMatch(/^attachment;/);
		expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
		expect((await fates(id)).at(-1)).toMatchObject({ text: `${name} kept`, detail: { event: "kept" } });
		await ask("POST", "/commands", {
			session_id: id,
			commands: [{ command: "goto", data: { url: pages.url } }],
		});
	});

	test.each<[string, string, number, string]>([
		["/attached", "latin.txt", LATIN.length, "text/plain"],
		["/redirected", "latin.txt", LATIN.length, "text/plain"],
		["/report.pdf", "report.pdf", PDF.length, "application/pdf"],
	])("names the artifact of %s where navigate_to opens it", async (path, name, size, type) => {
		await open(id, "/");
		for (let round = 0; round < 2; round += 1) {
			const { success, data, artifact } = await open(id, path);
			const download = { name, content_type: type, size };
			expect({ success, data }).toEqual({
				success: true,
				data: { url: `${pages.url}/`, title: "Files", download },
			});
			const bytes = await (await fetch(artifact?.url ?? "")).arrayBuffer();
			expect(bytes.byteLength).toBe(size);
			expect((await kept(id)).at(-1)).toMatchObject({ objectId: artifact?.object_id, name });
		}
	});

	test.each(["long", "endless"])(
		"says why one that is too %s is not kept, where it is opened",
		async (path) => {
			expect(await open(id, `/${path}`)).toMatchObject({
				success: false,
				code: "unsupported_content",
				error: expect.stringMatching(/ is a file.*It was not kept: It has /),
			});
		},
	);

	test("gives ThinkRun's callers the artifact too", async () => {
		const url = `${pages.url}/attached`;
		const answer = await ask<object>("POST", `/api/sessions/${id}/navigate`, { url });
		expect(answer).toMatchObject({
			success: true,
			download: { name: "latin.txt" },
			artifact: { objectId: (await kept(id)).at(-1)?.objectId, publicUrl: expect.any(String) },
		});
	});

	test.each(["long", "endless"])("tells of one that is too %s, and goes on", async (link) => {
		const before = (await kept(id)).length;
		await click(id, link);
		await expect
			.poll(async () => (await fates(id)).at(-1))
			.toMatchObject({ text: expect.stringMatching(new RegExp(`^${link}.bin not kept: It has `)) });
		await click(id, "named");
		await expect.poll(() => kept(id)).toHaveLength(before + 1);
	});

	test("does not call them canceled because the browser saves none", async () => {
		expect(await noted(id, "started")).not.toEqual([]);
		expect(await noted(id, "canceled")).toEqual([]);
	});
});

test("a session keeps a PDF that a page of another site leads to", async () => {
	const elsewhere = "data:text/html,<title>Elsewhere</title>";
	const id = await start({ save_downloads: true, start_url: elsewhere });
	const { data, artifact } = await open(id, "/report.pdf");
	const download = { name: "report.pdf", content_type: "application/pdf", size: PDF.length };
	expect(data).toEqual({ url: elsewhere, title: "Elsewhere", download });
	expect(await kept(id)).toMatchObject([{ objectId: artifact?.object_id }]);
	await ask("DELETE", `/sessions/${id}`);
});

test("a session keeps its downloads under the name that it was given", async () => {
	const id = await start({ save_downloads: true, user_agent: "Somebody/1.0" });
	await click(id, "named");
	await expect.poll(() => kept(id)).toHaveLength(1);
	expect(agents.at(-1)).toBe("Somebody/1.0");
	await click(id, "attached");
	await expect.poll(() => kept(id)).toHaveLength(2);
	await ask("DELETE", `/sessions/${id}`);
});

test("a session that was not asked to keeps none", async () => {
	const id = await start({});
	await click(id, "named");
	await click(id, "attached");
	await ask("POST", "/commands", { session_id: id, commands: [{ command: "get_title" }] });
	expect(await kept(id)).toEqual([]);
	await ask("DELETE", `/sessions/${id}`);
});
