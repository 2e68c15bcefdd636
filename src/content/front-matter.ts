/** What stands before a page's Markdown: YAML, which takes JSON's strings as they are. Empty where nothing is known. */
export function frontMatter(facts: Readonly<Record<string, string | undefined>>): string {
	const lines = Object.entries(facts)
		.filter(([, value]) => value !== undefined && value !== "")
		.map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`);
	return lines.length === 0 ? "" : `---\n${lines.join("")}---\n\n`;
}
