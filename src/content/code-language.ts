/** `language-ts`, `lang-ts`, `highlight-source-ts` (GitHub), `highlight-ts` (Sphinx), `brush: ts` (SyntaxHighlighter). */
const LANGUAGE_CLASS =
	/(?:^|\s)(?:language-|lang-|highlight-source-|highlight-|brush:\s*)([\w+#.-]{1,30})(?=[\s;]|$)/i;
const LANGUAGE_NAME = /^[\w+#.-]{1,30}$/;

/** The language that an element says its code is in, by the conventions of the common highlighters. */
export function codeLanguage(attributes: Readonly<Record<string, string>>): string | undefined {
	const named = attributes["data-lang"] ?? attributes["data-language"];
	if (named !== undefined && LANGUAGE_NAME.test(named)) return named.toLowerCase();
	const language = LANGUAGE_CLASS.exec((attributes["class"] ?? "").slice(0, 1000))?.[1]?.toLowerCase();
	// Sphinx says so where the page does not say.
	return language === "default" || language === "none" ? undefined : language;
}
