import type { Page } from "./page.ts";

interface Beginning {
	readonly guid: string;
	readonly suggestedFilename: string;
}

interface Progress {
	readonly guid: string;
	readonly state: "inProgress" | "completed" | "canceled";
}

/** Tells the person of what the page downloads: it stays with the session. */
export function watchDownloads(page: Page, tell: (text: string, key: string) => void): void {
	const names = new Map<string, string>();
	page.on("Page.downloadWillBegin", ({ guid, suggestedFilename }: Beginning) => {
		names.set(guid, suggestedFilename);
		tell(`The session downloads ${suggestedFilename}.`, guid);
	});
	page.on("Page.downloadProgress", ({ guid, state }: Progress) => {
		const name = names.get(guid);
		if (name === undefined || state === "inProgress") return;
		names.delete(guid);
		tell(
			state === "completed"
				? `${name} was downloaded in the session: its artifacts have it, if it keeps downloads.`
				: `${name} is not downloaded here: its artifacts may have it.`,
			guid,
		);
	});
}
