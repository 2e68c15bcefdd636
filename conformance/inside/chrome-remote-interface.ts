import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import { takeBrowser } from "./broker-client.ts";
import { openDoor } from "./door.ts";
import { variable } from "./environment.ts";

const CHROMES_PORT = "9222";
const folder = pathToFileURL(`${variable("CONFORMANCE_COPY")}/`).href;
const { socketUrl } = await takeBrowser({});
const port = String(await openDoor(socketUrl));

// The tests have the number in many places, and another program may have the port.
registerHooks({
	load(url, context, next) {
		const loaded = next(url, context);
		if (!url.startsWith(folder) || url.includes("/node_modules/") || !url.endsWith(".js")) return loaded;
		const source = loaded.source ?? readFileSync(new URL(url));
		const text = typeof source === "string" ? source : Buffer.from(source as Uint8Array).toString("utf8");
		return { ...loaded, source: text.replaceAll(CHROMES_PORT, port) };
	},
});
