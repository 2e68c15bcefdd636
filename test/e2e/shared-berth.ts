import { inject } from "vitest";
import { Account } from "./account.ts";

/** The Berth of all files that need no settings, restarts or state of their own. */
export class SharedBerth {
	readonly url: string;
	readonly adminToken: string;
	/** The accounts that this file has used. */
	readonly accounts = new Set<string>();

	private constructor({ url, adminToken }: { readonly url: string; readonly adminToken: string }) {
		this.url = url;
		this.adminToken = adminToken;
	}

	/** The first call of a run starts it. */
	static async join(): Promise<SharedBerth> {
		const answer = await fetch(inject("sharedBerth"));
		const text = await answer.text();
		if (!answer.ok) throw new Error(text);
		return new SharedBerth(JSON.parse(text) as { readonly url: string; readonly adminToken: string });
	}

	/** Ends what this file has left running. */
	async leave(): Promise<void> {
		for (const id of this.accounts) {
			const account = new Account(this, { id });
			const running = (await account.sessions()).filter(({ endTime }) => endTime === undefined);
			await Promise.all(running.map(({ sessionId }) => account.end(sessionId)));
		}
	}
}
