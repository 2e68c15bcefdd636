import { formText, formWords } from "../parts/form-text.ts";

/** What is asked for, of a filled-in form; what was left empty is left out, and nothing is checked here but by the API. */
export function fieldsFrom(form: FormData): object {
	const text = (name: string): string | undefined => {
		const value = formText(form, name);
		return value === "" ? undefined : value;
	};
	const isTicked = (name: string): boolean => form.has(name);
	const isRestricted = formText(form, "guardrails") === "true";
	const guardrails = {
		allowedDomains: formWords(form, "guardrails.allowedDomains"),
		allowedDomainSets: formWords(form, "guardrails.allowedDomainSets"),
	};
	const who = text("identity");
	const identity = {
		userAgent: who === "own" ? text("identity.userAgent") : undefined,
		isRandom: who === "random",
		hidesAutomation: isTicked("hidesAutomation"),
	};
	const recording = text("recording");
	return {
		name: text("name"),
		startUrl: withScheme(text("startUrl")),
		keepAliveMs: minutesIn(text("keepAliveMs")),
		waitMs: minutesIn(text("waitMs")),
		viewport: viewportIn(text("viewport")),
		record: text("record"),
		recording: recording === undefined ? undefined : recording === "true",
		savesDownloads: isTicked("savesDownloads"),
		identity:
			identity.userAgent !== undefined || identity.isRandom || identity.hidesAutomation
				? identity
				: undefined,
		profileId: text("profileId"),
		savesProfile: isTicked("savesProfile"),
		guardrails: isRestricted ? guardrails : undefined,
		cdpUrl: text("cdpUrl"),
	};
}

const minutesIn = (text: string | undefined): number | undefined =>
	text === undefined ? undefined : Math.round(Number(text) * 60_000);

/** A bare host name is a web address, as in an address bar. */
const withScheme = (address: string | undefined): string | undefined =>
	address === undefined || /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`;

/** `1280 × 720` in any spelling; of anything else the API says what is wrong with it. */
function viewportIn(text: string | undefined): object | undefined {
	if (text === undefined) return undefined;
	const [width, height] = text.split(/[^\d.]+/).map(Number.parseFloat);
	return { width, height };
}
