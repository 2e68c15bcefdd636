import { isPublicHost } from "../browser/endpoint-address.ts";
import { isWeb } from "../content/web-address.ts";
import { isLoopback, portOf } from "../domain/machine-address.ts";
import { type Problem, problem } from "../domain/problem.ts";
import type { CrawlTrust } from "./job-store.ts";

/**
 * Why a job may not go to an address: it is no web page, Berth itself, or of a private host, as with `cdp_url`. What a name
 * resolves to can't be seen from a Worker.
 */
export function refusalOfAddress(url: URL, { privateEndpoint, berthPort }: CrawlTrust): Problem | undefined {
	if (!isWeb(url) || url.hostname === "") return notWeb;
	if (isLoopback(url.hostname) && portOf(url) === berthPort) return berthItself;
	return privateEndpoint || isPublicHost(url.hostname) ? undefined : notPublic;
}

const notWeb = problem("invalid_request", "url: must be an http or https URL");
const berthItself = problem("invalid_request", "url: must not be an address of this Berth");
const notPublic = problem(
	"invalid_request",
	"url: must be of a public host; others only where ALLOW_PRIVATE_CDP permits them",
);
