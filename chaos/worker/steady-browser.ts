/**
 * wrangler 4.155 forgets a browser that is just being launched when its browsers are listed (getSessionInfoRoute closes a
 * session whose socket to Chrome is not open yet): it answers as gone from then on, and its Chrome stays. So that a run
 * is about Berth, the two wait for each other here.
 */

const POLL_MS = 20;
/** A launch may hang: what waits for it goes on then. */
const MOST_WAIT_MS = 10_000;

// Of this isolate, in which wrangler runs the Worker and all objects.
let launches = 0;
let lists = 0;

/** The binding, with which no listing meets a launch. */
export function steady(browser: BrowserRun): BrowserRun {
	return new Proxy(browser, {
		get(target, name) {
			// Nothing else of it is used: wrangler's own has no RPC methods.
			if (name !== "fetch") throw new Error(`chaos: BROWSER.${String(name)} is not wrapped`);
			return (url: string, init?: RequestInit) => apart(url, init, () => target.fetch(url, init));
		},
	});
}

async function apart(
	address: string,
	init: RequestInit | undefined,
	send: () => Promise<Response>,
): Promise<Response> {
	const { pathname } = new URL(address);
	if (pathname === "/v1/devtools/browser" && init?.method === "POST") {
		await until(() => lists === 0);
		launches += 1;
		try {
			return await send();
		} finally {
			launches -= 1;
		}
	}
	if (pathname !== "/v1/devtools/session") return send();
	await until(() => launches === 0);
	lists += 1;
	try {
		return await send();
	} finally {
		lists -= 1;
	}
}

async function until(isTrue: () => boolean): Promise<void> {
	const startedAt = Date.now();
	while (!isTrue() && Date.now() < startedAt + MOST_WAIT_MS)
		await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
