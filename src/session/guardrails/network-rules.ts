import workerSocketsScript from "./page/worker-sockets.page.js";

const UNLIMITED = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 } as const;

/**
 * What a target is told of the network for what is no request: sockets of other hosts are offline to it, and so is
 * WebRTC, whatever its host. Requests are looked at one by one elsewhere.
 */
export function networkRules(hosts: readonly string[]): object {
	const reachable = ["http{s}?://*:*/*", ...hosts.map((host) => `ws{s}?://${urlPatternHost(host)}:*/*`)];
	return {
		matchedNetworkConditions: [
			...reachable.map((urlPattern) => ({ urlPattern, offline: false, ...UNLIMITED })),
			// The first that matches counts. An empty pattern is for whatever has no URL, too.
			{ urlPattern: "", offline: true, ...UNLIMITED },
		],
	};
}

/** A host in the syntax of URL patterns, where brackets and colons mean something else. */
const urlPatternHost = (host: string): string => host.replace(/[[\]:]/g, "\\$&");

/** Chrome's rules do not hold in every worker (156: not in shared ones), so that these refuse for themselves. */
export const workerScript = (hosts: readonly string[]): string =>
	`(() => {${workerSocketsScript}\nrefuseSockets(${JSON.stringify(hosts)});})()`;
