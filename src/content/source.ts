/** What was sent, where a browser shows it as it is. */
export interface Source {
	/** Its content type, without parameters. */
	readonly type: string;
	readonly text: string;
}

/** Markdown is what it is; everything else becomes a code block, with its language where that is known. */
export function sourceToMarkdown({ type, text }: Source): string {
	if (type === "text/markdown" || text.trim() === "") return text;
	const longest = (text.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 2);
	const fence = "`".repeat(longest + 1);
	const language = /(?:^|[/+])(json|xml|css|csv|javascript)$/.exec(type)?.[1] ?? "";
	return `${fence}${language}\n${text.endsWith("\n") ? text : `${text}\n`}${fence}\n`;
}
