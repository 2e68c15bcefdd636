import type { RequestPattern } from "../link/request-gate.ts";

/** How the machine itself begins in a URL as Chrome writes it: in lower case, an address in its one spelling. */
const LOOPBACK = ["localhost", "127.", "0.", "[::"];
/** The same where clouds tell a machine about itself. */
const METADATA = [
	"169.254.",
	"100.100.100.200",
	"192.0.0.192",
	"metadata.goog",
	"/metadata/",
	"/metadata:",
	"@metadata",
	"[fd00:ec2::254]",
	"[fe80:",
	"[::ffff:a9fe:",
	"[::ffff:6464:64c8]",
];

/** `/json` in any case: the browser minds the case, and Node's inspector does not. `?` is any one character. */
const JSON_PATHS = ["/?s?n*", "/?s?N*", "/?S?n*", "/?S?N*"];

/**
 * The requests that may be for a door of the browser's machine, where `*` is anything. They are judged one by one, and are
 * few: pages of other servers on the machine load without being held. Short ones and not many, because the browser compares
 * each of them with each request; and nothing is known of a name and a password before the host.
 */
export function machinePatterns(berthPort: string): readonly RequestPattern[] {
	const urlPatterns = [
		"file:*",
		"filesystem:file:*",
		...LOOPBACK.flatMap((host) => [
			...JSON_PATHS.map((path) => `http*${host}*${path}`),
			`http*${host}*/devtools*`,
			...berthPattern(host, berthPort),
		]),
		...METADATA.map((host) => `http*${host}*`),
	];
	return urlPatterns.map((urlPattern) => ({ urlPattern, requestStage: "Request" }));
}

/** A port that its scheme has anyway is not in the URL. */
function berthPattern(host: string, port: string): readonly string[] {
	switch (port) {
		case "":
			return [];
		case "80":
			return [`http://${host}*`];
		case "443":
			return [`https://${host}*`];
		default:
			return [`http*${host}*:${port}/*`];
	}
}
