/**
 * Headers whose values are shown, of requests and of answers: they say what was carried, how, and how it was cached, and
 * none is a place for a credential. Any other may be one (`X-Auth-Key`, `Ocp-Apim-Subscription-Key`), and a list of those
 * could never be whole. Left out on purpose: `Sec-WebSocket-Protocol`, by which browsers hand over tokens, `ETag` and its
 * like, by which visitors are known again, and `Content-Security-Policy`, which holds nonces.
 */
const HARMLESS: ReadonlySet<string> = new Set(
	(
		"accept accept-ch accept-charset accept-encoding accept-language accept-patch accept-post accept-ranges " +
		"access-control-allow-credentials access-control-allow-headers access-control-allow-methods " +
		"access-control-allow-origin access-control-allow-private-network access-control-expose-headers " +
		"access-control-max-age access-control-request-headers access-control-request-method " +
		"access-control-request-private-network age allow alt-svc cache-control cf-cache-status cf-ray clear-site-data " +
		"connection content-disposition content-encoding content-language content-length content-location content-range " +
		"content-type critical-ch cross-origin-embedder-policy cross-origin-opener-policy cross-origin-resource-policy " +
		"date device-memory dnt downlink early-data ect expect expires host if-modified-since if-unmodified-since " +
		"keep-alive last-modified link location max-forwards origin origin-agent-cluster permissions-policy pragma priority " +
		"proxy-connection purpose range ratelimit-limit ratelimit-remaining ratelimit-reset referer referrer-policy refresh " +
		"retry-after rtt save-data sec-ch-prefers-color-scheme sec-ch-prefers-reduced-motion sec-ch-ua sec-ch-ua-arch " +
		"sec-ch-ua-bitness sec-ch-ua-full-version sec-ch-ua-full-version-list sec-ch-ua-mobile sec-ch-ua-model " +
		"sec-ch-ua-platform sec-ch-ua-platform-version sec-ch-ua-wow64 sec-ch-viewport-width sec-fetch-dest sec-fetch-mode " +
		"sec-fetch-site sec-fetch-storage-access sec-fetch-user sec-gpc sec-purpose sec-websocket-extensions " +
		"sec-websocket-version server server-timing service-worker service-worker-allowed sourcemap " +
		"strict-transport-security supports-loading-mode te timing-allow-origin tk trailer transfer-encoding upgrade " +
		"upgrade-insecure-requests user-agent vary via viewport-width warning width x-cache x-cache-hits " +
		"x-content-type-options x-dns-prefetch-control x-download-options x-frame-options x-permitted-cross-domain-policies " +
		"x-powered-by x-ratelimit-limit x-ratelimit-remaining x-ratelimit-reset x-requested-with x-robots-tag x-served-by " +
		"x-timer x-ua-compatible x-xss-protection"
	).split(" "),
);

/** Whether the value of a header of this name, in any case, may be shown. */
export const isHarmlessHeader = (name: string): boolean => HARMLESS.has(name.toLowerCase());
