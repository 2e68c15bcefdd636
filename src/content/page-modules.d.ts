/** What wrangler.toml's `rules` make text of. */
declare module "*.page.js" {
	const text: string;
	export default text;
}
declare module "*/Readability.js" {
	const text: string;
	export default text;
}
