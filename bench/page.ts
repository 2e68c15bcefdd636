import type { CdpSocket } from "./cdp-socket.ts";

/** The CDP session of a new tab. */
export async function openTab(socket: CdpSocket): Promise<string> {
	const { targetId } = (await socket.result("Target.createTarget", '{"url":"about:blank"}')) as {
		targetId: string;
	};
	const params = JSON.stringify({ targetId, flatten: true });
	const { sessionId } = (await socket.result("Target.attachToTarget", params)) as { sessionId: string };
	return sessionId;
}

/** Loads a page; resolves when it and all of its resources are there. */
export async function loadPage(socket: CdpSocket, tab: string, url: string): Promise<void> {
	await socket.command("Page.navigate", JSON.stringify({ url }), tab);
	const expression = `document.readyState === "complete" || new Promise((resolve) => addEventListener("load", resolve))`;
	await socket.command("Runtime.evaluate", JSON.stringify({ expression, awaitPromise: true }), tab);
}
