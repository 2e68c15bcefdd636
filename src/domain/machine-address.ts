import ipaddr from "ipaddr.js";

/** Names under which clouds tell a machine what it is, and which credentials it has. */
const METADATA_NAMES: ReadonlySet<string> = new Set([
	"metadata",
	"metadata.google.internal",
	"metadata.goog",
]);
/** Those that have an address outside of the link-local range: AWS on IPv6, Alibaba, Oracle. */
const METADATA_ADDRESSES: ReadonlySet<string> = new Set(["fd00:ec2::254", "100.100.100.200", "192.0.0.192"]);

/** A host of a URL as it is compared: without brackets, and without the dot that a full name may end with. */
const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");

/** The address that a host is, one of IPv4 inside IPv6 as what it stands for. */
function addressOf(host: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
	return ipaddr.isValid(host) ? ipaddr.process(host) : undefined;
}

/**
 * Whether a host is the machine itself, whatever DNS says. `hostname` is as a URL has it: lower case, and each spelling of an
 * IPv4 address as four decimal numbers.
 */
export function isLoopback(hostname: string): boolean {
	const host = bare(hostname);
	if (host === "localhost" || host.endsWith(".localhost")) return true;
	const range = addressOf(host)?.range();
	// To connect to no address in particular is to connect to the machine itself.
	return range === "loopback" || range === "unspecified";
}

/** Whether a host is where a cloud tells a machine about itself. What a name resolves to can't be seen. */
export function isMetadata(hostname: string): boolean {
	const host = bare(hostname);
	if (METADATA_NAMES.has(host)) return true;
	const address = addressOf(host);
	return (
		address !== undefined && (address.range() === "linkLocal" || METADATA_ADDRESSES.has(address.toString()))
	);
}

/** Whether a host is one that no page of a session may have to itself: the machine, or what a cloud tells it. */
export const isMachineHost = (hostname: string): boolean => isLoopback(hostname) || isMetadata(hostname);

/** The port that a URL of HTTP or of a WebSocket is for. */
export const portOf = ({ port, protocol }: URL): string =>
	port || (protocol === "https:" || protocol === "wss:" ? "443" : "80");

/** What a DevTools endpoint answers at: Chrome's, and that of a JavaScript runtime. Node takes `/JSON` as well. */
const CONTROL_PATHS = /^\/(?:json|devtools)(?:$|\/)/i;

/**
 * Whether a URL may be a door of the machine's: where a cloud tells about it, a DevTools endpoint on it, or Berth itself, at
 * `berthPort`.
 */
export function isControlAddress(url: string, berthPort: string): boolean {
	const parsed = URL.parse(url);
	if (parsed === null) return false;
	const { hostname, pathname } = parsed;
	if (isMetadata(hostname)) return true;
	if (!isLoopback(hostname)) return false;
	return portOf(parsed) === berthPort || CONTROL_PATHS.test(pathname);
}
