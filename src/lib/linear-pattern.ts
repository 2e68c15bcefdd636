/** Tests a text in time that is proportional to its length. */
export interface LinearPattern {
	/** How many steps each character may take. */
	readonly size: number;
	test(text: string): boolean;
}

/**
 * A regular expression from outside, as JavaScript writes them, on an engine that never goes back: no text stalls it.
 * `undefined` for what does not compile, and for look-arounds and back references, which no such engine has.
 */
export async function linearPattern(source: string): Promise<LinearPattern | undefined> {
	// Most deployments never meet a pattern.
	const { RE2JS } = await import("re2js");
	try {
		const pattern = RE2JS.compile(RE2JS.translateRegExp(source));
		return { size: pattern.programSize(), test: (text) => pattern.matcher(text).find() };
	} catch {
		return undefined;
	}
}
