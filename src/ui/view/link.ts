/** What the address of the page says is to be shown. */
export interface ViewLink {
	readonly mode: "devtools" | "tab" | "full";
	readonly socketUrl: string;
	/** As the link itself has it; what may be done on the socket is for Berth to decide. */
	readonly isReadonly: boolean;
}

/**
 * Reads the query of `/ui/view`, or says what is wrong with it. The socket's address is everything after `ws=` or
 * `wss=`: it has a query of its own, so it always comes last.
 */
export function readLink(search: string, host: string): ViewLink | string {
	const [mark = "", scheme = ""] = /[?&](wss?)=/.exec(search) ?? [];
	const start = search.indexOf(mark);
	const before = search.slice(0, start);
	const address = search.slice(start + mark.length);
	const url = URL.parse(`${scheme}://${unescaped(address)}`);
	if (url === null || url.host === "") return "This link is incomplete: it names no session.";
	if (url.host !== host) return "This link leads to another server, which this page may not talk to.";
	const mode = new URLSearchParams(before).get("mode");
	return {
		mode: mode === "tab" || mode === "full" ? mode : "devtools",
		socketUrl: url.href,
		isReadonly: rightOf(url.searchParams.get("jwt") ?? "") === "readonly",
	};
}

/** Some programs escape what they find in a query. */
function unescaped(address: string): string {
	try {
		return decodeURIComponent(address);
	} catch {
		return address;
	}
}

/** The right that a token says it gives. */
function rightOf(jwt: string): unknown {
	try {
		const [, payload = ""] = jwt.split(".");
		const claims: unknown = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
		return typeof claims === "object" && claims !== null && "mode" in claims ? claims.mode : undefined;
	} catch {
		return undefined;
	}
}
