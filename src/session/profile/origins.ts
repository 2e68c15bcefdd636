import { z } from "zod";
import type { CdpClient } from "../../browser/cdp.ts";

/** Tabs that are asked where they have been. */
const MOST_TABS = 50;
/** A page whose scripts keep it busy does not say what frames it has. */
const FRAMES_PATIENCE_MS = 1_000;

const targets = z.object({ targetInfos: z.array(z.object({ targetId: z.string(), url: z.string() })) });
const attached = z.object({ sessionId: z.string() });
const history = z.object({ entries: z.array(z.object({ url: z.string() })) });

const frameTree = z.object({
	frame: z.object({ url: z.string() }),
	get childFrames() {
		return z.array(frameTree).optional();
	},
});
const frames = z.object({ frameTree });

/** The origins that the browser's tabs show in any frame, and then those that they have been to before. */
export async function originsOfTabs(cdp: CdpClient): Promise<string[]> {
	const filter = [{ type: "page" }, { type: "iframe" }];
	const { data: listed } = targets.safeParse(valueOf(await cdp.send("Target.getTargets", { filter })));
	const shown = listed?.targetInfos ?? [];
	const tabs = await Promise.all(shown.slice(0, MOST_TABS).map(({ targetId }) => urlsOf(cdp, targetId)));
	return originsIn([
		...shown.map(({ url }) => url),
		...tabs.flatMap(({ now }) => now),
		...tabs.flatMap(({ before }) => before),
	]);
}

/** The origins of what has one, each once: of web pages, that is. */
export function originsIn(urls: readonly string[]): string[] {
	const web = urls.filter((url) => URL.canParse(url)).map((url) => new URL(url));
	return [...new Set(web.filter(({ protocol }) => /^https?:$/.test(protocol)).map(({ origin }) => origin))];
}

interface TabUrls {
	readonly now: readonly string[];
	readonly before: readonly string[];
}

async function urlsOf(cdp: CdpClient, targetId: string): Promise<TabUrls> {
	const attachment = await cdp.send("Target.attachToTarget", { targetId, flatten: true });
	const { data } = attached.safeParse(valueOf(attachment));
	if (data === undefined) return { now: [], before: [] };
	const { sessionId } = data;
	try {
		const [tree, visited] = await Promise.all([
			cdp.send("Page.getFrameTree", {}, sessionId, FRAMES_PATIENCE_MS),
			cdp.send("Page.getNavigationHistory", {}, sessionId, FRAMES_PATIENCE_MS),
		]);
		const shown = frames.safeParse(valueOf(tree)).data;
		const entries = history.safeParse(valueOf(visited)).data?.entries ?? [];
		// The latest first.
		return {
			now: shown === undefined ? [] : urlsIn(shown.frameTree),
			before: entries.map(({ url }) => url).toReversed(),
		};
	} finally {
		cdp.post("Target.detachFromTarget", { sessionId });
	}
}

const urlsIn = ({ frame, childFrames = [] }: z.infer<typeof frameTree>): string[] => [
	frame.url,
	...childFrames.flatMap(urlsIn),
];

const valueOf = (answer: Awaited<ReturnType<CdpClient["send"]>>): unknown =>
	answer.ok ? answer.value : undefined;
