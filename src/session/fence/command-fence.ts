import { isControlAddress, isMachineHost } from "../../domain/machine-address.ts";
import { isLocalPage } from "../../domain/local-page.ts";
import { isRecord } from "../../lib/json.ts";
import { isMachineCommand } from "./machine-commands.ts";
import { judgeBy, notACommand, type Ruling, type Verdict } from "./verdict.ts";

/** What a refusal of the fence says: commands of Berth's own recognise it by this. */
export const FENCED = "this session is kept off the machine of its browser.";

/**
 * Names in a message that is worth reading. Each of them has to be there as it is written here, unless the message has a
 * letter as `\u0041` or, which Chrome's reader takes too, as `\x41`: an even number of backslashes before that is text.
 */
const SUSPICIOUS =
	/(?:Extensions|PWA|Tethering|Cast)\.|executeBrowserCommand|openDevTools|loadNetworkResource|exposeDevToolsProtocol|setRemoteLocations|setDownloadBehavior|setFileInputFiles|dispatchDragEvent|perfettoConfig|Page\.navigate"|Target\.createTarget|createBrowserContext|InterceptedRequest|sendMessageToTarget|(?<!\\)(?:\\\\)*\\[ux]/;
/** A client that intercepts requests sends many of these; few of them name another address. */
const CONTINUES = "Fetch.continueRequest";

export interface CommandFenceParts {
	/** See {@link Trust.berthPort}. */
	readonly berthPort: string;
	/** Where the browser may write what clients have it download; `undefined` while no such place is known. */
	readonly downloadFolder: () => string | undefined;
	readonly onRefused: (method: string) => void;
}

/**
 * Keeps commands for a session's browser off the machine that it runs on: its files, its ports, and its own pages. A message
 * is read only if it may be of that kind; all others cost one look along them.
 */
export class CommandFence {
	readonly #parts: CommandFenceParts;

	constructor(parts: CommandFenceParts) {
		this.#parts = parts;
	}

	/** What becomes of a message; `undefined` for one that goes on as it is. */
	judge(data: string | ArrayBuffer): Verdict | undefined {
		// Chrome reads a binary message as it reads text, and no client sends one.
		if (typeof data !== "string") return notACommand;
		if (!SUSPICIOUS.test(data) && !(data.includes(CONTINUES) && data.includes('"url"'))) return undefined;
		const rule = (method: string, params: unknown) => this.#rule(method, params);
		const verdict = judgeBy({ why: FENCED, rule }, data);
		if (verdict.kind === "answered" && verdict.refused !== undefined) this.#parts.onRefused(verdict.refused);
		return verdict;
	}

	#rule(method: string, params: unknown): Ruling {
		if (isMachineCommand(method)) return "refused";
		if (!isRecord(params)) return "passed";
		switch (method) {
			case "Browser.setDownloadBehavior":
			case "Page.setDownloadBehavior":
				return { method, params: this.#downloads(params) };
			case "Page.navigate":
			case "Target.createTarget":
				return rulingOn(isLocal(params["url"]));
			case "Fetch.continueRequest":
			case "Network.continueInterceptedRequest":
				return rulingOn(this.#isOffLimits(params["url"]));
			case "DOM.setFileInputFiles":
				return rulingOn(isFilled(params["files"]));
			case "Input.dispatchDragEvent":
				return rulingOn(isRecord(params["data"]) && isFilled(params["data"]["files"]));
			case "Target.createBrowserContext":
				return rulingOn(isProxyHere(params["proxyServer"]));
			case "Tracing.start":
				// It may name a file to write to.
				return rulingOn("perfettoConfig" in params);
			default:
				return "passed";
		}
	}

	/**
	 * A client may have nothing but Berth's folder. Where there is none the browser reports downloads and writes nothing, as it
	 * does by default in Berth; Chrome's own default is the user's folder for downloads.
	 */
	#downloads({ downloadPath: _theirs, ...params }: Record<string, unknown>): object {
		const { behavior } = params;
		if (behavior === "default") return { ...params, behavior: "deny" };
		if (behavior !== "allow" && behavior !== "allowAndName") return params;
		const downloadPath = this.#parts.downloadFolder();
		return downloadPath === undefined ? { ...params, behavior: "deny" } : { ...params, downloadPath };
	}

	/** An intercepted request that goes elsewhere may go out behind Berth's own interception. */
	#isOffLimits(url: unknown): boolean {
		return typeof url === "string" && (isLocalPage(url) || isControlAddress(url, this.#parts.berthPort));
	}
}

const rulingOn = (isRefused: boolean): Ruling => (isRefused ? "refused" : "passed");

const isLocal = (url: unknown): boolean => typeof url === "string" && isLocalPage(url);

const isFilled = (files: unknown): boolean =>
	files !== undefined && !(Array.isArray(files) && files.length === 0);

/** As `--proxy-server` takes it: `http=a:80;socks5://b:1080`. */
function isProxyHere(proxyServer: unknown): boolean {
	if (proxyServer === undefined) return false;
	if (typeof proxyServer !== "string") return true;
	return proxyServer
		.split(/[;,\s]/)
		.map((entry) => entry.slice(entry.lastIndexOf("=") + 1).replace(/^.*:\/\//, ""))
		.some((address) => isMachineHost(URL.parse(`http://${address}`)?.hostname ?? ""));
}
