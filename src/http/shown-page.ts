import { mayWrite, type Principal } from "../domain/principal.ts";
import { redactText } from "../lib/redact-text.ts";
import { redactUrl } from "../lib/redact.ts";

interface ShownPage {
	readonly url: string;
	readonly title?: string;
}

/** A page as somebody may see it: one who may only look sees no credential in its address or its title. */
export function shownPage<Page extends ShownPage>(principal: Principal, page: Page): Page {
	if (mayWrite(principal)) return page;
	const { url, title } = page;
	return { ...page, url: redactUrl(url), ...(title !== undefined && { title: redactText(title) }) };
}

/** The same of an address alone. */
export const shownUrl = (principal: Principal, url: string | undefined): string | undefined =>
	url === undefined ? undefined : shownPage(principal, { url }).url;
