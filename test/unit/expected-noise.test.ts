import { expect, test } from "vitest";
import { isExpected } from "../../scripts/expected-noise.ts";

test.each([
	["Using secrets defined in .dev.vars\n", true],
	[
		"uncaught exception; exception = workerd/api/actor-state.c++:1235: failed: broken.outputGateBroken; jsg.Error: restarted by the test\n",
		true,
	],
	[
		"uncaught exception; source = Uncaught; stack = TypeError: Can't call WebSocket send() after close().\n    at x",
		true,
	],
	["exception = rust/worker/ffi.rs:110: disconnected: Connection refused (os error 111)\n", true],
	["exception = kj/async-io.c++:763: disconnected: read end of pipe was aborted\n", true],
	["exception = kj/async-io.c++:763: failed: no more\n", false],
	["[mf:error] Error: Network connection lost.\n    at async fetchWithConnectRetry (x)\n", true],
	["[mf:error] Error: something else\n", false],
	["stack: /x/bin/workerd@265a250 /x/bin/workerd@36c6fb0\n", true],
	["uncaught exception; source = Uncaught (in promise); stack = Error: internal error\n", false],
	[
		"uncaught exception; exception = workerd/api/actor-state.c++:1235: failed: broken.outputGateBroken\n",
		false,
	],
	[" ✓ unit test/unit/seal.test.ts (5 tests)\n", false],
	["AssertionError: expected 'Using secrets defined in' to be ''\n", false],
])("whether %j is expected", (message, expected) => {
	expect(isExpected(message)).toBe(expected);
});
