/**
 * Refuses a worker sockets to hosts that are on no list. It runs before anything of the worker's own, and calls nothing
 * that the worker could have replaced by the time that it opens one.
 *
 * @param {readonly string[]} patterns
 */
function refuseSockets(patterns) {
	/** @type {any} */
	const scope = globalThis;
	const { apply, construct, getOwnPropertyDescriptor } = Reflect;
	const {
		URL: Address,
		DOMException: Refusal,
		String: Text,
		Proxy: Stand,
		WorkerGlobalScope,
		WorkerLocation,
	} = scope;
	const getterOf = (/** @type {object} */ prototype, /** @type {string} */ name) =>
		getOwnPropertyDescriptor(prototype, name)?.get ?? (() => "");
	const hostname = getterOf(Address.prototype, "hostname");
	// Not to be called yet: a worker that waits to begin has no location, and asking for it crashes Chrome 156.
	const location = getterOf(WorkerGlobalScope.prototype, "location");
	const href = getterOf(WorkerLocation.prototype, "href");

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
		const base = apply(href, apply(location, scope, []), []);
		/** @type {string} */
		let host = apply(hostname, construct(Address, [url, base]), []);
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
			construct(/** @type {any} */ target, /** @type {unknown[]} */ given, /** @type {any} */ newTarget) {
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
