/**
 * Refuses a worker sockets to hosts that are on no list. It runs before anything of the worker's own, and calls nothing
 * that the worker could have replaced by the time that it opens one.
 *
 * @param {readonly string[]} patterns
 */
function refuseSockets(patterns) {
	const { apply, construct, getOwnPropertyDescriptor } = Reflect;
	const { URL: Address, DOMException: Refusal, String: Text, Proxy: Stand, location: here } = globalThis;
	const hostname = getOwnPropertyDescriptor(Address.prototype, "hostname")?.get;
	if (hostname === undefined) return;
	const base = Text(here);

	/** @param {string} host @param {string} pattern */
	function matches(host, pattern) {
		let star = 0;
		while (star < pattern.length && pattern[star] !== "*") star += 1;
		const hasStar = star < pattern.length;
		const tail = hasStar ? pattern.length - star - 1 : 0;
		if (hasStar ? host.length < star + tail : host.length !== star) return false;
		for (let at = 0; at < star; at += 1) if (host[at] !== pattern[at]) return false;
		for (let at = 1; at <= tail; at += 1)
			if (host[host.length - at] !== pattern[pattern.length - at]) return false;
		return true;
	}

	/** @param {string} url */
	function permits(url) {
		/** @type {string} */
		let host = apply(hostname ?? (() => ""), construct(Address, [url, base]), []);
		if (host[host.length - 1] === ".") {
			let bare = "";
			for (let at = 0; at < host.length - 1; at += 1) bare += host[at];
			host = bare;
		}
		for (let at = 0; at < patterns.length; at += 1) if (matches(host, patterns[at] ?? "")) return true;
		return false;
	}

	/** @param {"WebSocket" | "WebSocketStream" | "WebTransport"} name */
	function guard(name) {
		const property = getOwnPropertyDescriptor(globalThis, name);
		/** @type {(new (...given: unknown[]) => object) | undefined} */
		const own = property?.value;
		if (property === undefined || own === undefined) return;
		const stand = new Stand(own, {
			construct(target, /** @type {unknown[]} */ given, newTarget) {
				if (given.length === 0) return construct(target, given, newTarget);
				const url = Text(given[0]);
				if (!permits(url)) throw new Refusal("This session's guardrails do not allow it.", "SecurityError");
				return construct(target, given.length === 1 ? [url] : [url, given[1]], newTarget);
			},
		});
		Object.defineProperty(own.prototype, "constructor", { value: stand, writable: true, configurable: true });
		Object.defineProperty(globalThis, name, { ...property, value: stand });
	}

	guard("WebSocket");
	guard("WebSocketStream");
	guard("WebTransport");
}
