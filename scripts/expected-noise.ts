/**
 * What the test pool prints of faults that tests make on purpose, or that wrangler's local browser makes by itself. The
 * pool writes workerd's words straight to the standard streams, so no option of vitest's reaches them.
 */
const EXPECTED: readonly RegExp[] = [
	// Each file's pool.
	/^Using secrets defined in /,
	// Objects that tests abort, to start them again.
	/^uncaught exception; exception = .*broken\.outputGateBroken; jsg\.Error: restarted/,
	// The local browser goes on sending when its client has left, and is asked for browsers that tests have ended.
	/^uncaught exception; .*Can't call WebSocket send\(\) after close\(\)/,
	/^\[mf:error\] .*sessionInfo must be set before connecting/,
	/^\[mf:error\] (?:Error: Network connection lost\.|AssertionError: Expected a WebSocket response)/,
	/^exception = \S+:\d+: disconnected: /,
];

/** Addresses in workerd's binary, which say nothing without its symbols. */
const STACK = /^stack: \S*\/workerd@[0-9a-f]+/;

/** Whether a message is of no use to anybody who reads a test run. */
export function isExpected(message: string): boolean {
	const plain = message.trimStart();
	return STACK.test(plain) || EXPECTED.some((pattern) => pattern.test(plain));
}

/** Keeps expected messages off the standard streams of this process. */
export function dropExpected(): void {
	for (const stream of [process.stdout, process.stderr]) {
		const write = stream.write.bind(stream) as (...given: unknown[]) => boolean;
		stream.write = (...given: readonly [unknown, ...unknown[]]): boolean =>
			(typeof given[0] === "string" && isExpected(given[0])) || write(...given);
	}
}
