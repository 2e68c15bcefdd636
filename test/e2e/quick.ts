import type { Account } from "./account.ts";

/** A quick action's answer that says what came of it. */
export interface QuickAnswer {
	readonly status: number;
	readonly browserMs: string | null;
	readonly body: {
		readonly success: boolean;
		readonly result?: unknown;
		readonly meta?: {
			readonly status: number;
			readonly title: string;
			readonly headers?: Readonly<Record<string, string>>;
			readonly finalUrl?: string;
			readonly redirectChain?: readonly { readonly url: string; readonly status: number }[];
		};
		readonly errors?: readonly {
			readonly code: number;
			readonly message: string;
			readonly detail?: string;
		}[];
	};
}

/** What an action gives for an account, as it comes. Nothing that was made before, unless `query` says so. */
export const rawQuick = (
	account: Account,
	action: string,
	body: object,
	query = "cacheTTL=0",
): Promise<Response> =>
	fetch(`${account.url}/client/v4/accounts/${account.id}/browser-rendering/${action}?${query}`, {
		method: "POST",
		headers: { ...account.headers, "content-type": "application/json" },
		body: JSON.stringify(body),
	});

/** The same of an action whose answer is an envelope. */
export async function quick(
	account: Account,
	action: string,
	body: object,
	query?: string,
): Promise<QuickAnswer> {
	const response = await rawQuick(account, action, body, query);
	return {
		status: response.status,
		browserMs: response.headers.get("X-Browser-Ms-Used"),
		body: (await response.json()) as QuickAnswer["body"],
	};
}

/** Width and height of a PNG. */
export function sizeOfPng(bytes: Uint8Array): readonly [width: number, height: number] {
	const view = new DataView(bytes.buffer, bytes.byteOffset);
	if (view.getUint32(0) !== 0x89504e47) throw new Error("This is no PNG");
	return [view.getUint32(16), view.getUint32(20)];
}
