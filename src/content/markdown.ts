/** A stand-in until the converter proper is merged under this name: headings, links, list items and paragraphs only. */
export function htmlToMarkdown(html: string, { baseUrl }: { readonly baseUrl: string }): string {
	const base = URL.canParse(baseUrl) ? baseUrl : undefined;
	return html
		.replaceAll(/<(head|script|style|noscript|template)\b[\s\S]*?<\/\1>/gi, "")
		.replaceAll(/\s+/g, " ")
		.replaceAll(/<a\b[^>]*\bhref="([^"]*)"[^>]*>(.*?)<\/a>/gi, (_, href: string, text: string) => {
			const url = URL.canParse(href, base) ? new URL(href, base).href : href;
			return `[${text}](${url})`;
		})
		.replaceAll(
			/<h([1-6])\b[^>]*>(.*?)<\/h\1>/gi,
			(_, level: string, text: string) => `\n\n${"#".repeat(Number(level))} ${text}\n\n`,
		)
		.replaceAll(/<li\b[^>]*>/gi, "\n- ")
		.replaceAll(/<br\b[^>]*>|<\/?(p|div|ul|ol|table|tr|section|article)\b[^>]*>/gi, "\n\n")
		.replaceAll(/<[^>]+>/g, "")
		.replaceAll(/[ \t]*\n[ \t]*/g, "\n")
		.replaceAll(/\n{3,}/g, "\n\n")
		.trim();
}
