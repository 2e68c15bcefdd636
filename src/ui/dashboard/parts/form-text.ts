/** What was put into a field, trimmed; empty where nothing was. */
export function formText(form: FormData, name: string): string {
	const value = form.get(name);
	return typeof value === "string" ? value.trim() : "";
}

/** The words that were put into a field, or into several of one name, apart from each other however they are. */
export const formWords = (form: FormData, name: string): string[] =>
	form
		.getAll(name)
		.flatMap((value) => (typeof value === "string" ? value.split(/[\s,]+/) : []))
		.filter((word) => word !== "");
