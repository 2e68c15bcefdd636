import { signal } from "@preact/signals";
import { ApiProblem, noAnswer, problemIn } from "./problem.ts";
import { chosenAccount, signOut, token } from "./token.ts";

/** Whether the last call of Berth arrived. */
export const isReachable = signal(true);

export interface CallOptions {
	readonly body?: unknown;
	readonly signal?: AbortSignal | undefined;
	/** In place of the one that the person has signed in with. */
	readonly token?: string;
	/** Where the admin acts, in place of the account that is looked at. */
	readonly account?: string | undefined;
	readonly headers?: Readonly<Record<string, string>>;
}

/** One request with the token in its header. Throws an {@link ApiProblem} unless it is a success. */
export async function request(method: string, path: string, options: CallOptions = {}): Promise<Response> {
	const used = options.token ?? token.value ?? "";
	// What no header can hold is no token.
	if (!/^[\x21-\x7e]+$/.test(used)) throw new ApiProblem("unauthenticated", "Authentication error", 401);
	const account = options.account ?? chosenAccount.value;
	const headers = new Headers(options.headers);
	headers.set("Authorization", `Bearer ${used}`);
	if (account !== "") headers.set("X-Berth-Account", account);
	const answer = await arrive(path, {
		method,
		headers,
		credentials: "omit",
		cache: "no-store",
		redirect: "error",
		...(options.body !== undefined && { body: JSON.stringify(options.body) }),
		...(options.signal !== undefined && { signal: options.signal }),
	});
	if (answer.ok) return answer;
	if (answer.status === 401 && used === token.value)
		signOut("Your token is not valid any more: it has expired, or was revoked.");
	throw await problemIn(answer);
}

/** The same with the answer's body as JSON. */
export async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
	const answer = await request(method, path, options);
	return (answer.status === 204 ? undefined : await answer.json()) as T;
}

async function arrive(path: string, init: RequestInit): Promise<Response> {
	try {
		const answer = await fetch(path, init);
		isReachable.value = true;
		return answer;
	} catch {
		if (init.signal?.aborted === true) throw new ApiProblem("aborted", "It was given up.", 0);
		isReachable.value = false;
		throw noAnswer();
	}
}
