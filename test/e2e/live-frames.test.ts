import puppeteer from "puppeteer-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { frameLinksOf, type FrameLinks } from "../../src/links/frame-links.ts";
import { Account } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";
import { startPages } from "./pages.ts";

const SIGNING_SECRET = "signing-secret-of-the-frames";
const RED = "data:text/html,<body style='background:rgb(255,0,0)'>";
/** What a page of anybody's does with a stream, as in Browsr's guide. */
const VIEWER = `<!doctype html><title>viewer</title><img><script>
	window.seen = { ids: [], size: "", end: null, errors: 0 };
	window.watch = (url) => {
		const source = new EventSource(url);
		const img = document.querySelector("img");
		img.onload = () => { seen.size = img.naturalWidth + "x" + img.naturalHeight; };
		source.addEventListener("frame", ({ data, lastEventId }) => {
			seen.ids.push(Number(lastEventId));
			img.src = "data:image/png;base64," + JSON.parse(data).image;
		});
		source.addEventListener("end", ({ data }) => { seen.end = JSON.parse(data); source.close(); });
	};
</script>`;

let berth: Berth;
let account: Account;

beforeAll(async () => {
	berth = await startBerth({ vars: { SIGNING_SECRET } });
	account = new Account(berth);
});
afterAll(() => berth.stop());

async function show(url: string): Promise<{ sessionId: string; links: FrameLinks }> {
	const { sessionId } = await account.create();
	const { id: targetId } = await account.openTab(sessionId, url);
	const links = await frameLinksOf({
		origin: berth.url,
		secret: SIGNING_SECRET,
		sessionId,
		targetId,
		admission: {},
		generation: 0,
	});
	return { sessionId, links };
}

test("an EventSource in a page of another origin shows the frames, and learns of the end", async () => {
	const { sessionId, links } = await show(RED);
	const viewing = await account.create();
	await using pages = await startPages({ "/": VIEWER });
	const browser = await puppeteer.connect({
		browserWSEndpoint: account.socket(`/browser/${viewing.sessionId}`),
		headers: account.headers,
	});
	const page = await browser.newPage();
	await page.goto(pages.url);
	await page.evaluate(`watch(${JSON.stringify(`${links.sse_url}&width=200&height=200`)})`);
	const seen = (field: string) => page.evaluate(`seen.${field}`);
	await expect.poll(() => seen("size")).toMatch(/^(200x\d+|\d+x200)$/);
	await account.end(sessionId);
	await expect.poll(() => seen("end.reason")).toBe("NormalClosure");
	expect(await seen("ids[0]")).toBe(1);
	await browser.close();
});
