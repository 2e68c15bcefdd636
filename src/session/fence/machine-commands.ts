/** Domains whose commands bring things into the browser that make requests of their own, or open its ports. */
const DOMAINS: ReadonlySet<string> = new Set(["Cast", "Extensions", "PWA", "Tethering"]);

const METHODS: ReadonlySet<string> = new Set([
	// Opens windows of the browser's own.
	"Browser.executeBrowserCommand",
	"Target.openDevTools",
	// A request that no interception sees.
	"Network.loadNetworkResource",
	// Gives a page, or connections to it, what clients have.
	"Target.exposeDevToolsProtocol",
	"Target.setRemoteLocations",
]);

/** Whether a command leads past whatever looks at a client's messages and at the requests of pages. */
export function isMachineCommand(method: string): boolean {
	const [domain = ""] = method.split(".", 1);
	return METHODS.has(method) || DOMAINS.has(domain);
}
