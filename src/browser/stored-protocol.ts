import { problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import type { BrowserVersion } from "../domain/target.ts";

/** The file is among the pages: scripts/protocol.ts makes it. The host is never looked up. */
const ADDRESS = "https://pages/ui/protocol.json";

/**
 * Whether the browser is a headless shell, which ends when it is asked for its protocol (seen with 153). A Chrome without
 * a window calls itself `Chrome`, and answers.
 */
export const isHeadlessShell = ({ Browser }: BrowserVersion): boolean =>
	Browser.startsWith("HeadlessChrome/");

/** The protocol as Berth keeps it, as JSON text; refuses with `command_failed` where the deployment has no pages. */
export async function storedProtocol(pages: Pick<Fetcher, "fetch"> | undefined): Promise<Result<string>> {
	const answer = await pages?.fetch(ADDRESS);
	if (answer?.ok === true) return ok(await answer.text());
	return refuse(problem("command_failed", "This browser can't be asked for its protocol."));
}
