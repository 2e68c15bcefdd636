import { wantedFor } from "../content/formats.ts";
import { harvestPage, type SendToPage } from "../content/harvest.ts";
import { htmlToMarkdown } from "../content/markdown.ts";
import { Refused } from "./refused.ts";

const READ_PATIENCE_MS = 5_000;

/**
 * A page's main content as Markdown, `most` characters of it; of a page that can't be read so, none. Throws
 * `page_navigated` where the page was left: the one that follows has a content, so the command reads again.
 */
export async function mainContent(
	send: SendToPage,
	most: number,
	includesHidden: boolean,
): Promise<{ text: string; text_truncated_from?: number }> {
	const wanted = wantedFor({ formats: ["markdown"], onlyMainContent: true, includesHidden });
	const harvest = await harvestPage(send, wanted, READ_PATIENCE_MS);
	if (!harvest.ok) {
		const { code, message } = harvest.problem;
		if (code === "page_navigated") throw new Refused(code, message);
		return { text: "" };
	}
	const { main = "", baseUrl } = harvest.value;
	const { text, isCut } = await htmlToMarkdown(main, { baseUrl });
	return text.length <= most && !isCut
		? { text }
		: { text: text.slice(0, most).toWellFormed(), text_truncated_from: text.length };
}
