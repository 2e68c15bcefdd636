import { formText } from "../parts/form-text.ts";

/** What is asked for, of a filled-in form; what was left empty is left out, and nothing is checked here but by the API. */
export function fieldsFrom(form: FormData): object {
	const text = (name: string): string | undefined => {
		const value = formText(form, name);
		return value === "" ? undefined : value;
	};
	const isTicked = (name: string): boolean => form.has(name);
	const minutes = text("keepAliveMs");
	const namesIn = (name: string) =>
		text(name)
			?.split(/[\s,]+/)
			.filter((each) => each !== "");
	const guardrails = {
		allowedDomains: namesIn("guardrails.allowedDomains"),
		allowedDomainSets: namesIn("guardrails.allowedDomainSets"),
	};
	const isGuarded = guardrails.allowedDomains !== undefined || guardrails.allowedDomainSets !== undefined;
	const who = text("identity");
	const identity = {
		userAgent: who === "own" ? text("identity.userAgent") : undefined,
		isRandom: who === "random",
		hidesAutomation: isTicked("hidesAutomation"),
	};
	const profileId = text("profileId");
	return {
		name: text("name"),
		startUrl: withScheme(text("startUrl")),
		keepAliveMs: minutes === undefined ? undefined : Math.round(Number(minutes) * 60_000),
		viewport: viewportIn(text("viewport")),
		record: text("record"),
		recording: isTicked("recording") ? true : undefined,
		savesDownloads: isTicked("savesDownloads"),
		identity:
			identity.userAgent !== undefined || identity.isRandom || identity.hidesAutomation
				? identity
				: undefined,
		profileId,
		savesProfile: isTicked("savesProfile"),
		guardrails: isGuarded ? guardrails : undefined,
		cdpUrl: text("cdpUrl"),
	};
}

/** A bare host name is a web address, as in an address bar. */
const withScheme = (address: string | undefined): string | undefined =>
	address === undefined || /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`;

/** `1280 × 720` in any spelling; of anything else the API says what is wrong with it. */
function viewportIn(text: string | undefined): object | undefined {
	if (text === undefined) return undefined;
	const [width, height] = text.split(/[^\d.]+/).map(Number.parseFloat);
	return { width, height };
}
