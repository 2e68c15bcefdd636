import type { UserAgentOverride } from "./user-agent.ts";

/** The headers that every request of such a browser has. */
export function identifyingHeaders({
	userAgent,
	acceptLanguage,
	userAgentMetadata,
}: UserAgentOverride): Readonly<Record<string, string>> {
	return {
		"user-agent": userAgent,
		...(acceptLanguage !== undefined && { "accept-language": withWeights(acceptLanguage) }),
		...(userAgentMetadata && {
			"sec-ch-ua": userAgentMetadata.brands
				.map(({ brand, version }) => `"${brand}";v="${version}"`)
				.join(", "),
			"sec-ch-ua-mobile": userAgentMetadata.mobile ? "?1" : "?0",
			"sec-ch-ua-platform": `"${userAgentMetadata.platform}"`,
		}),
	};
}

/** `en-US,en` as browsers send it: `en-US,en;q=0.9`. */
const withWeights = (languages: string): string =>
	languages
		.split(",")
		.map((language, index) => (index === 0 ? language : `${language};q=${Math.max(1, 10 - index) / 10}`))
		.join(",");
