import { env } from "cloudflare:workers";
import { isHeadlessShell } from "../../src/browser/stored-protocol.ts";

/**
 * Whether a session's browser is a headless shell, as the packed Chromium is (153). It puts pages of other sites into one
 * process, so that a hung frame hangs its page and a hung page can only be closed; and its dialogs go with the client that
 * heard of them.
 */
export async function runsInShell(sessionId: string): Promise<boolean> {
	const version = await env.SESSION.getByName(sessionId).version();
	if (!version.ok) throw new Error(version.problem.message);
	return isHeadlessShell(version.value);
}
