import { codeOf, type DocPage, readDocPages } from "../../scripts/doc-pages.ts";

/** A code block of the documentation. */
export interface Snippet {
	/** The page that it is on. */
	readonly path: string;
	/** As its fence names it; empty where it does not. */
	readonly language: string;
	readonly code: string;
}

interface Exception {
	readonly path: string;
	/** How the block begins. */
	readonly begins: string;
	readonly reason: string;
}

/** What no test can run as pasted. */
const EXCEPTIONS: readonly Exception[] = [
	...["README.md", "docs/getting-started.md"].flatMap((path) => [
		{ path, begins: "npm ci && npm start", reason: "npm-start.test.ts runs it, without the install" },
		{ path, begins: "npm ci && npm test", reason: "it runs this test" },
	]),
	...["README.md", "docs/operations/deploy.md"].map((path) => ({
		path,
		begins: "npx wrangler login",
		reason: "it needs a Cloudflare account; deploy.test.ts has a stand-in for wrangler",
	})),
	{
		path: "docs/guides/own-browser.md",
		begins: "chromium --remote-debugging-port",
		reason: "a machine need not have one; the test starts the packed Chromium instead",
	},
	{
		path: "docs/guides/workers.md",
		begins: "npx wrangler dev",
		reason: "it runs until it is stopped; caller.test.ts starts it likewise",
	},
	{ path: "docs/contributing/testing.md", begins: "npm test", reason: "it runs this test" },
	{ path: "docs/contributing/testing.md", begins: "git clone", reason: "it needs the internet, and hours" },
];

const matches = ({ path, begins }: Exception, snippet: Snippet): boolean =>
	snippet.path === path && snippet.code.startsWith(begins);

const snippetsOn = (page: DocPage): readonly Snippet[] =>
	codeOf(page).map(({ lang, value }) => ({ path: page.path, language: lang ?? "", code: value }));

const snippets = readDocPages().flatMap(snippetsOn);

/** The languages of all blocks. */
export const languages: ReadonlySet<string> = new Set(snippets.map(({ language }) => language));

/** The blocks in a language that have to run, in the order of their pages. */
export const snippetsIn = (language: string): readonly Snippet[] =>
	snippets.filter(
		(snippet) =>
			snippet.language === language && !EXCEPTIONS.some((exception) => matches(exception, snippet)),
	);

/** Exceptions for which there is no block any more, or several. */
export const staleExceptions = (): readonly string[] =>
	EXCEPTIONS.filter(
		(exception) => snippets.filter((snippet) => matches(exception, snippet)).length !== 1,
	).map(({ path, begins }) => `${path}: ${begins}`);

/** The only block of a page in a language. */
export function blockOn(path: string, language: string): string {
	const [block] = snippetsIn(language).filter((snippet) => snippet.path === path);
	if (block === undefined) throw new Error(`${path} has no block of ${language}`);
	return block.code;
}
