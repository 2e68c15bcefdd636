import type { BrowserRequest } from "../broker.ts";
import { variable } from "./environment.ts";

export interface TakenBrowser {
	readonly socketUrl: string;
	/** Gives it back. It may have ended already. */
	release(): Promise<void>;
}

/** A browser of the side that this run is on. */
export async function takeBrowser(asked: BrowserRequest): Promise<TakenBrowser> {
	const broker = variable("CONFORMANCE_BROKER");
	const response = await fetch(broker, { method: "POST", body: JSON.stringify(asked) });
	if (!response.ok) throw new Error(`No browser: ${await response.text()}`);
	const { id, socketUrl } = (await response.json()) as { readonly id: string; readonly socketUrl: string };
	const release = async () => {
		await fetch(`${broker}/${id}`, { method: "DELETE" }).catch(() => undefined);
	};
	return { socketUrl, release };
}
