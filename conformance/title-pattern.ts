/** A pattern for tests whose names, from the outermost group on, are joined by spaces. */
export const patternOf = (titles: readonly (readonly string[])[]): string =>
	`(?:${titles.map((names) => names.map(escaped).join(" ")).join("|")})`;

export const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
