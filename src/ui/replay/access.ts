import { refusalIn } from "../refusal.ts";
import { TOKEN_KEY } from "../token-key.ts";

/** The session whose replay is asked for, and what its recording may be read with. */
export interface Access {
	readonly sessionId: string;
	readonly token: string;
}

/**
 * What the page's address gives: `?session=…#token=…`, where the token may be one that is known from before. It does not
 * stay in the address, where it would be copied, kept and shown.
 */
export function readAccess(): Access | undefined {
	const sessionId = new URLSearchParams(location.search).get("session");
	if (sessionId === null) return undefined;
	const own = `berth.replay.${sessionId}`;
	const given = new URLSearchParams(location.hash.slice(1)).get("token");
	if (given !== null) {
		sessionStorage.setItem(own, given);
		history.replaceState(null, "", location.pathname + location.search);
	}
	const token = given ?? sessionStorage.getItem(own) ?? sessionStorage.getItem(TOKEN_KEY);
	return token === null ? undefined : { sessionId, token };
}

/** Reads JSON below the session's own address; throws an `Error` for people to read where that is refused. */
export async function readJson<T>(
	{ sessionId, token }: Access,
	path: string,
	signal: AbortSignal,
): Promise<T> {
	const response = await fetch(`/berth/v1/sessions/${encodeURIComponent(sessionId)}/${path}`, {
		headers: { Authorization: `Bearer ${token}` },
		cache: "no-store",
		signal,
	});
	if (response.ok) return (await response.json()) as T;
	if (response.status === 401) throw new Error("This link has expired, or was never valid.");
	throw new Error((await refusalIn(response)).message);
}
