import type { Answering } from "../commands/site.ts";

/** Signs in whoever comes, and says who comes again. */
export const sites: Answering = ({ hostname }, { headers }) => {
	const isBack = headers["Cookie"]?.includes("signed=in") === true;
	return {
		body: `<title>${isBack ? "Welcome back" : "Hello"} at ${hostname}</title>`,
		headers: isBack ? {} : { "set-cookie": "signed=in; HttpOnly; Secure; SameSite=Lax; Max-Age=86400" },
	};
};

/** Keeps something in the page's localStorage and IndexedDB. */
export const keep = (what: string) => `new Promise((resolve, reject) => {
	localStorage.setItem("what", ${JSON.stringify(what)});
	const opening = indexedDB.open("notes", 3);
	opening.onupgradeneeded = () => {
		const notes = opening.result.createObjectStore("notes", { keyPath: "id", autoIncrement: true });
		notes.createIndex("byTag", "tag", { multiEntry: true });
		notes.put({ text: ${JSON.stringify(what)}, tag: ["a", "b"], at: new Date(5) });
		opening.result.createObjectStore("outside").put(new Map([["x", 1n]]), [1, "two"]);
	};
	opening.onerror = () => reject(opening.error);
	opening.onsuccess = () => { opening.result.close(); resolve("kept"); };
})`;

/** What was kept so. */
export const kept = `new Promise((resolve, reject) => {
	const opening = indexedDB.open("notes");
	opening.onerror = () => reject(opening.error);
	opening.onsuccess = () => {
		const database = opening.result;
		const byTag = database.transaction("notes").objectStore("notes").index("byTag").get("b");
		byTag.onsuccess = () => {
			const outside = database.transaction("outside").objectStore("outside").get([1, "two"]);
			outside.onsuccess = () => resolve([
				localStorage.getItem("what"), byTag.result.text, byTag.result.at.getTime(), byTag.result.id,
				String(outside.result.get("x")), database.version,
			]);
		};
	};
})`;

/** Begins to make a database, and never ends: nobody else can open it. */
export const hold = (database: string) => `new Promise((resolve) => {
	const opening = indexedDB.open(${JSON.stringify(database)}, 2);
	opening.onupgradeneeded = () => {
		const store = opening.result.createObjectStore("store");
		const goOn = () => { store.get(1).onsuccess = goOn; };
		goOn();
		resolve("held");
	};
})`;
