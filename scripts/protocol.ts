import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

interface Protocol {
	readonly version: { readonly major: string; readonly minor: string };
	readonly domains: readonly object[];
}

/**
 * The DevTools protocol as Chrome describes it at `/json/protocol`, and its path in the pages: a headless shell dies of
 * being asked. It is of the version before the packed Chromium that the `devtools-protocol` package has.
 */
export function protocolFile(): readonly [path: string, contents: Uint8Array] {
	const [browser, script] = ["browser_protocol", "js_protocol"].map((name) => read(name));
	const described = {
		version: browser?.version,
		domains: [browser, script].flatMap((part) => part?.domains),
	};
	return ["ui/protocol.json", Buffer.from(JSON.stringify(described))];
}

const read = (name: string): Protocol =>
	JSON.parse(readFileSync(require.resolve(`devtools-protocol/json/${name}.json`), "utf8")) as Protocol;
